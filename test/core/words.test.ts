import { expect, test } from 'vitest';
import { ago, bytesOf, grouped, seconds, lasting } from '../../src/core/words.ts';

test.each([
  [0, '0'],
  [999, '999'],
  [39_000, '39,000'],
  [15_000_000, '15,000,000'],
  [-1234, '-1,234'],
  [1234.56789, '1,234.56789'],
])('grouped(%d) is %s', (count, text) => {
  expect(grouped(count)).toBe(text);
});

test.each([
  [0, '0 ms'],
  [20, '20 ms'],
  [100, '0.1 s'],
  [4000, '4.0 s'],
  [61_540, '61.5 s'],
])('seconds(%d) is %s', (ms, text) => {
  expect(seconds(ms)).toBe(text);
});

test.each(['', 'a', 'ab', 'abc', 'abcd', 'x'.repeat(4800)])(
  'bytesOf is the length before base64: %s',
  (text) => {
    expect(bytesOf(Buffer.from(text).toString('base64'))).toBe(text.length);
  },
);

test.each([
  [0, '0 s'],
  [59_999, '59 s'],
  [252_000, '4 min 12 s'],
  [3_720_000, '1 h 02 min'],
])('%d ms lasted %s', (ms, words) => {
  expect(lasting(ms)).toBe(words);
});

test.each([
  [-5000, 'now'],
  [1999, 'now'],
  [12_000, '12 s ago'],
  [252_000, '4 min ago'],
  [3_720_000, '1 h ago'],
  [47 * 3_600_000, '47 h ago'],
  [49 * 3_600_000, '2 d ago'],
])('%d ms are %s', (ms, words) => {
  expect(ago(ms)).toBe(words);
});
