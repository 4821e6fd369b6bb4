import { describe, expect, it } from 'vitest';
import { choice, whole } from '../../src/commands/command.ts';

describe('whole', () => {
  it('keeps to its bounds', () => {
    expect(whole(1, 3)('3')).toBe(3);
    for (const text of ['0', '4', '1.5', 'x', '-1', ''])
      expect(() => whole(1, 3)(text)).toThrow(/whole number from 1 to 3/);
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
