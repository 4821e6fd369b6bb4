import { describe, expect, test } from 'vitest';
import type { Raw } from '../../src/core/raw.ts';
import { feed } from '../../src/media/feed.ts';
import { metronome } from '../../src/media/metronome.ts';
import type { Playback } from '../../src/sim/playback.ts';
import type { Stage } from '../../src/sim/stage.ts';
import { timeline } from '../../src/sim/timeline.ts';
import { trackPlayback } from '../../src/sim/track-playback.ts';
import { fakeNative } from '../media/fake-native.ts';
import { manualSchedule } from '../manual-schedule.ts';

type Set = {
  readonly sound: Playback;
  readonly seen: string[];
  /** Gives the sound of what was prepared: one hundred milliseconds for a character. */
  readonly made: () => Promise<void>;
  /** Lets the voice play. */
  readonly play: (ms: number) => void;
};

const setup = (): Set => {
  const schedule = manualSchedule();
  const beat = manualSchedule();
  const seen: string[] = [];
  const emit = (event: Raw): void => {
    seen.push(`${String(event['type']).replace('output_audio_buffer.', '')} ${String(event['response_id'])}`);
  };
  const waiting: (() => void)[] = [];
  const speech = (words: string): Promise<Int16Array> =>
    new Promise((resolve) => waiting.push(() => resolve(new Int16Array(words.length * 4800))));
  // It uses nothing else of a stage.
  const stage = { timeline: timeline(schedule), emit } as unknown as Stage;
  const sound = trackPlayback(stage, { voice: feed(fakeNative().native, metronome(beat)), speech });
  return {
    sound,
    seen,
    async made() {
      for (const give of waiting.splice(0)) give();
      await new Promise((resolve) => setImmediate(resolve));
    },
    play: (ms) => beat.pass(ms),
  };
};

describe('the sound of a response', () => {
  test('starts when there is some, and stops when all of it was played', async () => {
    const { sound, seen, made, play } = setup();
    sound.prepare('r1', 'i1', 0, 'ten chars.');
    sound.grow('r1', 'i1', 0, 1, 4);
    play(1000);
    expect([seen, sound.playing()]).toEqual([[], true]);
    await made();
    expect(seen).toEqual(['started r1']);
    sound.grow('r1', 'i1', 0, 1, 6);
    sound.finish('r1');
    play(990);
    expect([seen, sound.playing()]).toEqual([['started r1'], true]);
    play(10);
    expect([seen, sound.playing()]).toEqual([['started r1', 'stopped r1'], false]);
  });

  test('waits for words that are generated more slowly than they are spoken', async () => {
    const { sound, seen, made, play } = setup();
    sound.prepare('r1', 'i1', 0, 'abcd');
    await made();
    sound.grow('r1', 'i1', 0, 1, 1);
    play(5000);
    expect([seen, sound.playing()]).toEqual([['started r1'], true]);
    sound.grow('r1', 'i1', 0, 1, 3);
    sound.finish('r1');
    play(290);
    expect(sound.playing()).toBe(true);
    play(10);
    expect(seen).toEqual(['started r1', 'stopped r1']);
  });

  test('is as long as what was said of it, when the response was cut off', async () => {
    const { sound, seen, made, play } = setup();
    sound.prepare('r1', 'i1', 0, 'ten chars.');
    await made();
    sound.grow('r1', 'i1', 0, 1, 3);
    sound.finish('r1');
    play(300);
    expect(seen).toEqual(['started r1', 'stopped r1']);
  });

  test('comes after that of the response before it', async () => {
    const { sound, seen, made, play } = setup();
    for (const id of ['1', '2']) {
      sound.prepare(`r${id}`, `i${id}`, 0, 'ab');
      sound.grow(`r${id}`, `i${id}`, 0, 1, 2);
      sound.finish(`r${id}`);
    }
    await made();
    play(200);
    expect(seen).toEqual(['started r1', 'stopped r1', 'started r2']);
    play(200);
    expect(seen.at(-1)).toBe('stopped r2');
  });
});

describe('clearing', () => {
  test('says how much of each item was played, to a frame of the codec', async () => {
    const { sound, seen, made, play } = setup();
    sound.prepare('r1', 'i1', 0, 'abcd');
    sound.grow('r1', 'i1', 0, 1, 4);
    sound.prepare('r1', 'i2', 0, 'ten chars.');
    sound.grow('r1', 'i2', 0, 1, 10);
    sound.finish('r1');
    sound.prepare('r2', 'i3', 0, 'x');
    sound.grow('r2', 'i3', 0, 1, 1);
    await made();
    play(730);
    expect(sound.clear()).toEqual([
      { itemId: 'i2', contentIndex: 0, heardMs: 340 },
      { itemId: 'i3', contentIndex: 0, heardMs: 0 },
    ]);
    expect([seen, sound.playing()]).toEqual([['started r1', 'cleared r1'], false]);
    play(5000);
    expect(seen).toEqual(['started r1', 'cleared r1']);
    expect(sound.clear()).toBeUndefined();
  });

  test('before there was any sound says nothing of a buffer, and cuts at zero', async () => {
    const { sound, seen, made, play } = setup();
    sound.prepare('r1', 'i1', 0, 'abcd');
    sound.grow('r1', 'i1', 0, 1, 4);
    sound.finish('r1');
    expect(sound.clear()).toEqual([{ itemId: 'i1', contentIndex: 0, heardMs: 0 }]);
    await made();
    play(1000);
    expect(seen).toEqual([]);
  });

  test('before there was any sound throws that part away when it comes, and the rest is played', async () => {
    const { sound, seen, made, play } = setup();
    sound.prepare('r1', 'i1', 0, 'ten chars.');
    sound.grow('r1', 'i1', 0, 1, 6);
    expect(sound.clear()).toEqual([{ itemId: 'i1', contentIndex: 0, heardMs: 0 }]);
    await made();
    sound.grow('r1', 'i1', 0, 1, 4);
    sound.finish('r1');
    play(390);
    expect(seen).toEqual(['started r1']);
    play(10);
    expect(seen).toEqual(['started r1', 'stopped r1']);
  });

  test('lets a response go on that goes on', async () => {
    const { sound, seen, made, play } = setup();
    sound.prepare('r1', 'i1', 0, 'ten chars.');
    await made();
    sound.grow('r1', 'i1', 0, 1, 5);
    play(200);
    expect(sound.clear()).toEqual([{ itemId: 'i1', contentIndex: 0, heardMs: 200 }]);
    sound.grow('r1', 'i1', 0, 1, 5);
    sound.finish('r1');
    play(500);
    expect(seen).toEqual(['started r1', 'cleared r1', 'started r1', 'stopped r1']);
  });
});

test('nothing is played or said once the call is over', async () => {
  const { sound, seen, made, play } = setup();
  sound.prepare('r1', 'i1', 0, 'abcd');
  sound.grow('r1', 'i1', 0, 1, 4);
  sound.stop();
  await made();
  play(1000);
  expect(seen).toEqual([]);
});
