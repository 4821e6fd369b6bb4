import fc from 'fast-check';
import { expect, test } from 'vitest';
import { between, inOrder, lengthOf, overlap, union } from '../../../src/core/metrics/intervals.ts';

const intervals = fc.array(
  fc
    .tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 1, max: 20 }))
    .map(([from, ms]) => ({ from, to: from + ms })),
);

const milliseconds = (all: readonly { from: number; to: number }[]): Set<number> =>
  new Set(all.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, index) => from + index)));

test('speak for the same milliseconds as a list of them', () => {
  fc.assert(
    fc.property(intervals, intervals, (a, b) => {
      expect(lengthOf(union(inOrder(a)))).toBe(milliseconds(a).size);
      expect(overlap(inOrder(a), inOrder(b), inOrder(a, b))).toBe(
        [...milliseconds(a)].filter((ms) => milliseconds(b).has(ms)).length,
      );
      expect(lengthOf(between(inOrder(a), 0, 100))).toBe(100 - milliseconds(a).size);
    }),
  );
});
