import { expect, it } from 'vitest';
import { lengthOf, toPcm } from '../../src/media/pcm.ts';

it('turns samples into 16-bit integers, and cuts what is too loud', () => {
  expect([...toPcm(new Float32Array([0, 0.5, 1, -1, 3, -3]))]).toEqual([
    0, 16_384, 32_767, -32_767, 32_767, -32_767,
  ]);
});

it('knows how long sound lasts', () => {
  expect(lengthOf(new Int16Array(480))).toBe(10);
});
