import { describe, expect, it } from 'vitest';
import { choice, duration, whole } from '../../src/commands/command.ts';

describe('duration', () => {
  it.each([
    ['250ms', 250],
    ['10s', 10_000],
    ['1.5s', 1500],
    ['5m', 300_000],
    ['1h', 3_600_000],
  ])('%s is %d ms', (text, ms) => {
    expect(duration(text)).toBe(ms);
  });
  it.each(['', '10', 's', '-1s', '1d', '1 s', '1e3s'])('refuses %j as usage', (text) => {
    expect(() => duration(text)).toThrow(expect.objectContaining({ kind: 'usage' }) as Error);
  });
});

describe('whole', () => {
  it('keeps to its bounds', () => {
    expect(whole(1, 3)('3')).toBe(3);
    for (const text of ['0', '4', '1.5', 'x', '-1', '']) expect(() => whole(1, 3)(text)).toThrow(/whole number from 1 to 3/);
  });
});

describe('choice', () => {
  it('takes its words only', () => {
    const { read } = choice('--x <y>', 'z', ['a', 'b']);
    expect(read('a')).toBe('a');
    expect(() => read('c')).toThrow(/one of a, b/);
    expect(() => read('constructor')).toThrow(/one of a, b/);
  });
});
