import { describe, expect, it } from 'vitest';
import { feed } from '../../src/media/feed.ts';
import { metronome } from '../../src/media/metronome.ts';
import type { NativeFrame } from '../../src/media/native.ts';
import { fakeNative } from './fake-native.ts';
import { manualSchedule, type ManualSchedule } from '../manual-schedule.ts';

const set = (): { frames: NativeFrame[]; beat: ManualSchedule; voice: ReturnType<typeof feed> } => {
  const { native, frames } = fakeNative();
  const beat = manualSchedule();
  return { frames, beat, voice: feed(native, metronome(beat)) };
};

const ramp = (length: number): Int16Array => Int16Array.from({ length }, (_, index) => (index % 30_000) + 1);

describe('a feed', () => {
  it('plays at the pace of life what it was given at once', () => {
    const { frames, beat, voice } = set();
    voice.say(ramp(48 * 1000));
    beat.pass(300);
    expect(frames).toHaveLength(30);
    expect([voice.played(), voice.left()]).toEqual([300, 700]);
    beat.pass(700);
    expect([voice.played(), voice.left()]).toEqual([1000, 0]);
  });

  it('gives the native side whole frames in buffers of their own, pieces joined without a gap', () => {
    const { frames, beat, voice } = set();
    const pcm = ramp(1000);
    voice.say(pcm.subarray(0, 700));
    voice.say(pcm.subarray(700));
    beat.pass(30);
    const joined = frames.flatMap(({ samples }) => [...samples]);
    expect(joined.slice(0, 1000)).toEqual([...pcm]);
    expect(joined.slice(1000)).toEqual(Array.from({ length: 440 }, () => 0));
    for (const { samples, ...format } of frames) {
      expect(samples.buffer.byteLength).toBe(960);
      expect(format).toEqual({ sampleRate: 48_000, bitsPerSample: 16, channelCount: 1, numberOfFrames: 480 });
    }
  });

  it('says when a piece has gone out; not when it was cleared', () => {
    const { beat, voice } = set();
    const over: string[] = [];
    voice.say(ramp(48 * 20), () => over.push('first'));
    voice.say(ramp(48 * 1000), () => over.push('second'));
    beat.pass(20);
    expect(over).toEqual(['first']);
    beat.pass(100);
    voice.clear();
    expect([voice.played(), voice.left()]).toEqual([120, 0]);
    beat.pass(5000);
    expect(over).toEqual(['first']);
    expect(voice.played()).toBe(120);
  });

  it('falls silent for a moment when there is nothing to say, then rests until there is', () => {
    const { frames, beat, voice } = set();
    voice.say(ramp(480));
    beat.pass(5000);
    expect(frames).toHaveLength(41);
    expect(beat.armed).toBe(0);
    voice.say(ramp(480));
    beat.pass(10);
    expect(frames).toHaveLength(42);
    expect(voice.played()).toBe(20);
  });

  it('says nothing once it is closed', () => {
    const { frames, beat, voice } = set();
    voice.say(ramp(4800));
    voice.close();
    voice.close();
    voice.say(ramp(4800));
    beat.pass(1000);
    expect(frames).toHaveLength(0);
    expect(beat.armed).toBe(0);
  });
});
