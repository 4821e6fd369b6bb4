import { describe, expect, it } from 'vitest';
import { isQuoted, logFields, logValue } from '../../src/ui/fields.ts';

describe('logValue', () => {
  it.each([
    ['plain', 'plain'],
    ['', '""'],
    ['two words', '"two words"'],
    ['a=b', '"a=b"'],
    ['say "hi"', '"say \\"hi\\""'],
    ['C:\\x', '"C:\\\\x"'],
    ['naïve', '"naïve"'],
    ['\x1b', '"\\\\u{1b}"'],
    [12.5, '12.5'],
    [false, 'false'],
  ])('%j is %s', (value, expected) => {
    expect(logValue(value)).toBe(expected);
  });

  it('cuts what is too long, and says so', () => {
    expect(logValue('x'.repeat(700))).toBe(`"${'x'.repeat(600)}… +100 chars"`);
  });
});

describe('isQuoted', () => {
  it.each(['plain', '', 'two words', 'a=b', 'naïve', "it's", '~!#', '\u027f'])('knows it of %j', (text) => {
    const bytes = new TextEncoder().encode(`"${text}"`);
    expect(isQuoted(bytes, 1, bytes.length - 1)).toBe(logValue(text).startsWith('"'));
  });
});

describe('logFields', () => {
  it('leaves out what is undefined or hidden', () => {
    expect(logFields({ a: 1, b: undefined, c: 'x y', d: true }, { hidden: new Set(['d']) })).toBe(
      ' a=1 c="x y"',
    );
  });
});
