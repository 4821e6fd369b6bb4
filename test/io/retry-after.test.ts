import { expect, it } from 'vitest';
import { readRetryAfter } from '../../src/io/retry-after.ts';

const wall = Date.UTC(2026, 10, 21, 10, 0, 0);

it.each([
  [undefined, undefined],
  ['0', 0],
  ['3', 3000],
  [' 3 ', 3000],
  ['1.5', 1500],
  ['60', 60_000],
  ['61', 60_000],
  ['99999999999999999999', 60_000],
  ['-1', undefined],
  ['', undefined],
  ['soon', undefined],
  ['1e3', undefined],
  ['0x10', undefined],
  ['NaN', undefined],
  ['Infinity', undefined],
  ['2026-11-21', undefined],
  ['Sat, 21 Nov 2026 10:00:05 GMT', 5000],
  ['Saturday, 21-Nov-26 10:00:05 GMT', 5000],
  ['Sat, 21 Nov 2026 09:00:00 GMT', 0],
  ['Sat, 21 Nov 2099 09:00:00 GMT', 60_000],
])('%s is %s', (header, ms) => {
  expect(readRetryAfter(header, wall)).toBe(ms);
});
