import { describe, expect, it } from 'vitest';
import { duration } from '../../src/core/duration.ts';

describe('duration', () => {
  it.each([
    ['250ms', 250],
    ['10s', 10_000],
    ['1.5s', 1500],
    ['5m', 300_000],
    ['1h', 3_600_000],
  ])('%s is %d ms', (text, ms) => expect(duration(text)).toBe(ms));

  it.each(['', '10', 's', '-1s', '1 s', '10S', '1e3s', '1d'])('refuses %j', (text) =>
    expect(() => duration(text)).toThrow(expect.objectContaining({ kind: 'usage' })),
  );
});
