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
