import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Safe } from '../../src/core/ports.ts';
import { escapeText } from '../../src/core/safe.ts';
import { fit, widthOf, wrap } from '../../src/ui/width.ts';

const rows = (text: string, width: number): readonly Safe[] => {
  const shown = escapeText(text);
  return wrap(shown, width).map(([start, end]) => shown.slice(start, end) as Safe);
};

describe('widthOf', () => {
  it.each([
    ['plain', 5],
    ['你好', 4],
    ['👩‍👩‍👧‍👦', 2],
    ['e\u0301', 1],
    ['', 0],
  ])('%s takes %i cells', (text, cells) => {
    expect(widthOf(escapeText(text))).toBe(cells);
  });
});

describe('wrap', () => {
  it.each([
    ['', 10, ['']],
    ['short', 10, ['short']],
    ['one two three', 7, ['one two', 'three']],
    ['one two three', 8, ['one two', 'three']],
    ['abcdefghij', 4, ['abcd', 'efgh', 'ij']],
    ['ab cdefghij', 4, ['ab', 'cdef', 'ghij']],
    [' abcdef', 3, ['abc', 'def']],
    [' bc你', 3, ['bc', '你']],
    ['你好世界', 5, ['你好', '世界']],
    ['a👩‍👩‍👧‍👦b', 2, ['a', '👩‍👩‍👧‍👦', 'b']],
    ['cafe\u0301 cafe\u0301', 4, ['cafe\u0301', 'cafe\u0301']],
    ['你', 1, ['你']],
  ])('breaks %j at %i into %j', (text, width, expected) => {
    expect(rows(text, width)).toEqual(expected);
  });

  it('fills no row beyond its width, loses nothing but spaces, and never an order', () => {
    const unit = fc.constantFrom('a', ' ', 'é', '你', '👍🏽', 'e\u0301', '🇩🇪', '\u0000', 'word');
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 80 }), fc.integer({ min: 2, max: 20 }), (text, width) => {
        const broken = rows(text, width);
        for (const row of broken) expect(widthOf(row)).toBeLessThanOrEqual(width);
        expect(broken.join('').replaceAll(' ', '')).toBe(escapeText(text).replaceAll(' ', ''));
      }),
    );
  });
});

describe('fit', () => {
  it.each([
    ['short', 5, false, 'short'],
    ['longer', 5, false, 'long…'],
    ['longer', 5, true, '…nger'],
    ['你好世界', 6, false, '你好…'],
    ['你好世界', 6, true, '…世界'],
    ['anything', 1, false, '…'],
    ['anything', 0, false, ''],
  ])('makes %j in %i cells (end: %s) %j', (text, width, end, expected) => {
    expect(fit(escapeText(text), width, end)).toBe(expected);
  });
});
