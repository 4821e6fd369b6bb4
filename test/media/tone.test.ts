import { describe, expect, it } from 'vitest';
import { lengthOf } from '../../src/media/pcm.ts';
import { tone } from '../../src/media/tone.ts';

const loudness = (pcm: Int16Array): number =>
  Math.sqrt(pcm.reduce((sum, value) => sum + value * value, 0) / Math.max(1, pcm.length)) / 32_768;

describe('a tone shaped like speech', () => {
  it('is the same for the same text, and another for another', () => {
    const text = 'I would like a margarita.';
    expect(tone(text)).toEqual(tone(text));
    expect(tone(text)).not.toEqual(tone('I would like a martini.'));
  });

  it('takes about as long as somebody who says it', () => {
    expect(lengthOf(tone('I would like a margarita.'))).toBeGreaterThan(1200);
    expect(lengthOf(tone('I would like a margarita.'))).toBeLessThan(3000);
    expect(lengthOf(tone('No.'))).toBeLessThan(lengthOf(tone('No, thank you.')));
  });

  it('is loud where a word is, and silent after the sentence', () => {
    const pcm = tone('Hello.');
    expect(loudness(pcm)).toBeGreaterThan(0.05);
    expect(loudness(pcm.subarray(0, 4800))).toBeGreaterThan(0.05);
    expect(loudness(pcm.subarray(-9600))).toBe(0);
    expect(pcm.every((value) => Math.abs(value) < 32_000)).toBe(true);
  });

  it('speaks other scripts, and says nothing where there are no words', () => {
    expect(lengthOf(tone('マルガリータを一つください'))).toBeGreaterThan(500);
    expect(tone(' … ').every((value) => value === 0)).toBe(true);
    expect(tone('')).toHaveLength(0);
  });

  it('never lasts longer than two minutes', () => {
    expect(lengthOf(tone('again and again '.repeat(5000)))).toBeLessThanOrEqual(120_000);
  });
});
