import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { memory } from '../../src/core/memory.ts';

const id = (index: number): string => `event_${index.toString(36).padStart(21, '-')}`;

test('knows each of the last ten thousand ids, and no id it was never given', () => {
  const seen = memory();
  const given = Array.from({ length: 35_000 }, (_, index) => id(index));
  expect(given.filter((one) => seen(one))).toEqual([]);
  expect(given.slice(-10_000).every((one) => seen(one))).toBe(true);
});

test('forgets what is long ago', () => {
  const seen = memory();
  seen(id(0));
  for (let index = 1; index < 25_000; index += 1) seen(id(index));
  expect(seen(id(0))).toBe(false);
});

test('tells apart ids that differ in one character, or in their length', () => {
  const seen = memory();
  const ids = [
    '',
    'a',
    'b',
    'aa',
    'ab',
    'ba',
    'event_1',
    'event_2',
    'Event_1',
    '\u0000',
    '\u0000\u0000',
    '🍋',
  ];
  expect(ids.map((one) => seen(one))).toEqual(ids.map(() => false));
  expect(ids.map((one) => seen(one))).toEqual(ids.map(() => true));
});

test('takes an id that stands in bytes for the same id as text', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom('é', 'sé', 'ab', 'event_ñ')), {
        maxLength: 12,
      }),
      fc.nat(5),
      (ids, before) => {
        // What is asked in this form is plain.
        const plain = ids.filter((id) => /^[\x20-\x7e\u00c0-\u024f]*$/.test(id));
        const [text, bytes] = [memory(), memory()];
        for (const one of plain) {
          const encoded = new TextEncoder().encode(`${'"'.repeat(before)}${one}"`);
          expect(bytes(encoded, before, encoded.length - 1)).toBe(text(one));
        }
        for (const one of plain) expect(bytes(one)).toBe(true);
      },
    ),
  );
});
