import { expect, test } from 'vitest';
import { digits } from '../../src/core/digits.ts';

test.each([0, 1, 9, 10, 99, 100, 12_345, 9_999_999_999, Number.MAX_SAFE_INTEGER])('%d', (value) => {
  const bytes = new Uint8Array(24).fill(0x2e);
  const end = digits(value, new DataView(bytes.buffer), 3);
  expect(new TextDecoder().decode(bytes)).toBe(`...${value}`.padEnd(24, '.'));
  expect(end).toBe(3 + String(value).length);
});
