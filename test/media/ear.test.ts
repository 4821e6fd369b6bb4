import { describe, expect, it } from 'vitest';
import { straightened } from '../../src/media/ear.ts';

const frame = (samples: Int16Array, sampleRate: number, channelCount: number) => ({
  samples,
  sampleRate,
  channelCount,
  bitsPerSample: 16,
  numberOfFrames: samples.length / channelCount,
});

describe('a frame from wrtc', () => {
  it('is taken as it is at 48 kHz mono', () => {
    const samples = Int16Array.from({ length: 480 }, (_, index) => index);
    expect(straightened(frame(samples, 48_000, 1))).toBe(samples);
  });

  it('at another rate is stretched to 480 samples', () => {
    const made = straightened(
      frame(
        Int16Array.from({ length: 160 }, (_, index) => index * 100),
        16_000,
        1,
      ),
    );
    expect(made).toHaveLength(480);
    expect(Array.from(made.slice(0, 7))).toEqual([0, 0, 0, 100, 100, 100, 200]);
    expect(made.at(-1)).toBe(15_900);
  });

  it('in stereo is mixed', () => {
    const samples = Int16Array.from({ length: 960 }, (_, index) => (index % 2 === 0 ? 1000 : 3000));
    const made = straightened(frame(samples, 48_000, 2));
    expect(new Set(made)).toEqual(new Set([2000]));
  });
});
