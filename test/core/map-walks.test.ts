import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { valuesWith, withNewest } from '../../src/core/map-walks.ts';
import { withEntry, withoutEntry } from '../../src/core/versioned-map.ts';

type Value = { readonly n: number };

const filled = (size: number): ReadonlyMap<number, Value> => {
  let map: ReadonlyMap<number, Value> = new Map();
  for (let n = 0; n < size; n += 1) map = withEntry(map, n, { n });
  return map;
};
const numbers = (map: ReadonlyMap<number, Value>) => [...map.values()].map(({ n }) => n);
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

test('the newest are left, in order, and the map given has what it had, in order', () => {
  fc.assert(
    fc.property(fc.nat(60), fc.nat(60), fc.boolean(), (size, most, isPlain) => {
      const map = isPlain ? new Map(filled(size)) : filled(size);
      const left = withNewest(map, most);
      const more = withEntry(left, 100, { n: 100 });
      expect(numbers(more)).toEqual([...range(Math.max(0, size - most), size), 100]);
      expect(numbers(left)).toEqual(range(Math.max(0, size - most), size));
      expect(numbers(map)).toEqual(range(0, size));
      expect(left === map).toBe(size <= most);
    }),
  );
});

test('finds values in any version, and in any map', () => {
  const first = filled(40);
  const second = withEntry(withoutEntry(first, 6), 3, { n: 300 });
  const third = withEntry(second, 41, { n: 42 });
  const isEven = ({ n }: Value) => n % 2 === 0;
  const even = range(0, 20).map((half) => 2 * half);
  const sorted = (map: ReadonlyMap<number, Value>) =>
    valuesWith(map, isEven)
      .map(({ n }) => n)
      .toSorted((a, b) => a - b);
  for (let round = 0; round < 2; round += 1) {
    expect(sorted(first)).toEqual(even);
    expect(sorted(third)).toEqual([...even.filter((n) => n !== 6), 42, 300]);
    expect(sorted(second)).toEqual([...even.filter((n) => n !== 6), 300]);
  }
  expect(sorted(new Map(first))).toEqual(even);
});
