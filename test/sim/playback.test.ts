import { expect, test } from 'vitest';
import type { Raw } from '../../src/core/raw.ts';
import { noPlayback, playback, type Playback } from '../../src/sim/playback.ts';
import type { Stage } from '../../src/sim/stage.ts';
import { timeline } from '../../src/sim/timeline.ts';
import { manualSchedule, type ManualSchedule } from '../manual-schedule.ts';

const setup = (): { clock: ManualSchedule; sound: Playback; seen: string[] } => {
  const clock = manualSchedule();
  const time = timeline(clock);
  const seen: string[] = [];
  const emit = (event: Raw): void => {
    seen.push(
      `${String(event['type']).replace('output_audio_buffer.', '')} ${String(event['response_id'])} @${time.now()}`,
    );
  };
  // The playback uses nothing else of a stage.
  const stage = { timeline: time, emit } as unknown as Stage;
  return { clock, seen, sound: playback(stage) };
};

test('audio that is generated at once stops when it has been heard', () => {
  const { clock, sound, seen } = setup();
  sound.grow('r1', 'i1', 0, 600, 1);
  sound.grow('r1', 'i1', 0, 400, 1);
  clock.pass(100);
  sound.finish('r1');
  clock.pass(899);
  expect([...seen, sound.playing()]).toEqual(['started r1 @0', true]);
  clock.pass(1);
  expect([...seen, sound.playing()]).toEqual(['started r1 @0', 'stopped r1 @1000', false]);
});

test('a second response waits for the first', () => {
  const { clock, sound, seen } = setup();
  sound.grow('r1', 'i1', 0, 500, 1);
  sound.finish('r1');
  sound.grow('r2', 'i2', 0, 300, 1);
  sound.finish('r2');
  clock.pass(2000);
  expect(seen).toEqual(['started r1 @0', 'stopped r1 @500', 'started r2 @500', 'stopped r2 @800']);
});

test('clearing says how much of each item was heard', () => {
  const { clock, sound, seen } = setup();
  sound.grow('r1', 'i1', 0, 400, 1);
  sound.grow('r1', 'i2', 0, 1000, 1);
  sound.finish('r1');
  sound.grow('r2', 'i3', 0, 1000, 1);
  clock.pass(730);
  expect(sound.clear()).toEqual([
    { itemId: 'i2', contentIndex: 0, heardMs: 340 },
    { itemId: 'i3', contentIndex: 0, heardMs: 0 },
  ]);
  clock.pass(5000);
  expect(seen).toEqual(['started r1 @0', 'cleared r1 @730']);
  expect(sound.clear()).toBeUndefined();
});

test('without a media leg nothing is known', () => {
  noPlayback.grow('r', 'i', 0, 1, 1);
  expect([noPlayback.playing(), noPlayback.clear()]).toEqual([false, undefined]);
});
