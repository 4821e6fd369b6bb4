import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { cells, lastOf, numbered } from '../../src/core/cells.ts';

test('keep what a list of lists keeps', () => {
  const change = fc.tuple(fc.nat(999), fc.nat(2), fc.option(fc.double({ noNaN: true }), { nil: undefined }));
  fc.assert(
    fc.property(fc.nat(999), fc.array(change), (count, changes) => {
      const kept = cells(3);
      const lists = Array.from({ length: count }, (): (number | undefined)[] => []);
      for (const [row] of lists.entries()) expect(kept.add()).toBe(row);
      for (const [row, column, value] of changes) {
        kept.set(row, column, value);
        const list = lists[row];
        if (list !== undefined) list[column] = value;
      }
      expect(kept.rows()).toBe(count);
      for (const [row, column] of changes) expect(kept.get(row, column)).toBe(lists[row]?.[column]);
      expect(kept.get(count, 0)).toBeUndefined();
      expect(kept.get(-1, 0)).toBeUndefined();
    }),
  );
});

test('a word has one number', () => {
  const names = numbered();
  const words = ['completed', 'cancelled', 'completed', undefined, '', 'cancelled'];
  const numbers = words.map((word) => names.number(word));
  expect(numbers).toEqual([0, 1, 0, undefined, 2, 1]);
  expect(numbers.map((number) => names.word(number))).toEqual(words);
});

test('the last that is so is found from behind', () => {
  expect(lastOf([1, 2, 3, 4], (one) => one % 2 === 1)).toBe(3);
  expect(lastOf([2], (one) => one % 2 === 1)).toBeUndefined();
});
