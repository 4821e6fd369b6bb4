import { expect, it } from 'vitest';
import { byteReader } from '../../src/media/byte-reader.ts';
import { inPieces } from './wav-bytes.ts';

const bytes = Uint8Array.from({ length: 20 }, (_, at) => at);

it.each([1, 3, 20])('takes exact lengths from pieces of %i', async (size) => {
  const reader = byteReader(inPieces(bytes, size));
  expect([...(await reader.take(4))]).toEqual([0, 1, 2, 3]);
  expect(await reader.skip(10)).toBe(true);
  expect([...((await reader.some(1)) ?? [])]).toEqual([14]);
  expect([...(await reader.take(100))]).toEqual([15, 16, 17, 18, 19]);
  expect(await reader.some(1)).toBeUndefined();
  expect(await reader.skip(1)).toBe(false);
});
