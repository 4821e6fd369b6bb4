import fc from 'fast-check';
import { expect, test } from 'vitest';
import { utf8Length } from '../../src/core/utf8-length.ts';

test('counts the bytes that an encoder writes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(utf8Length(text)).toBe(new TextEncoder().encode(text).length);
    }),
  );
  expect(utf8Length('\u{d800}x\u{dc00}')).toBe(7);
});
