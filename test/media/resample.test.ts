import { describe, expect, it } from 'vitest';
import { resampler } from '../../src/media/resample.ts';

const sine = (hertz: number, rate: number, seconds = 0.5): Float32Array =>
  Float32Array.from({ length: Math.round(rate * seconds) }, (_, at) =>
    Math.sin((2 * Math.PI * hertz * at) / rate),
  );

const changed = (samples: Float32Array, from: number, to: number, size = samples.length): Float32Array => {
  const change = resampler(from, to);
  const pieces: Float32Array[] = [];
  for (let at = 0; at < samples.length; at += size) pieces.push(change.push(samples.subarray(at, at + size)));
  pieces.push(change.end());
  return Float32Array.from(pieces.flatMap((piece) => [...piece]));
};

/** The loudest difference in the middle, where the edges of the sound do not matter. */
const difference = (a: Float32Array, b: Float32Array): number => {
  let most = 0;
  for (let at = Math.floor(a.length / 4); at < (a.length * 3) / 4; at += 1)
    most = Math.max(most, Math.abs((a[at] ?? 0) - (b[at] ?? 0)));
  return most;
};

describe('another rate', () => {
  it.each([8000, 11_025, 16_000, 22_050, 24_000, 44_100, 96_000, 47_999])(
    'a tone of %i samples a second is the same tone',
    (rate) => {
      const made = changed(sine(1000, rate), rate, 48_000);
      expect(made.length).toBe(Math.ceil((Math.round(rate * 0.5) * 48_000) / rate));
      expect(difference(made, sine(1000, 48_000))).toBeLessThan(0.003);
    },
  );

  it('leaves out what the new rate cannot hold, instead of folding it down', () => {
    const made = changed(sine(30_000, 96_000), 96_000, 48_000);
    expect(difference(made, new Float32Array(made.length))).toBeLessThan(0.001);
  });

  it('does not invent an image above the old limit', () => {
    // 3 kHz at 8 kHz has its first image at 5 kHz.
    const made = changed(sine(3000, 8000), 8000, 48_000);
    expect(difference(made, sine(3000, 48_000))).toBeLessThan(0.01);
  });

  it('is the same in whatever pieces it comes', () => {
    const sound = sine(440, 22_050);
    const whole = changed(sound, 22_050, 48_000);
    for (const size of [1, 7, 480, 4096])
      expect(changed(sound, 22_050, 48_000, size), `pieces of ${size}`).toEqual(whole);
  });

  it('passes on what has the right rate', () => {
    const sound = sine(440, 48_000);
    expect(changed(sound, 48_000, 48_000)).toEqual(sound);
  });
});
