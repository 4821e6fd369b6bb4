import fc from 'fast-check';
import { expect, test } from 'vitest';
import { percentile, summary } from '../../../src/core/metrics/summary.ts';

test('interpolates between closest ranks', () => {
  expect(summary([4, 1, 3, 2])).toEqual({ n: 4, min: 1, p50: 2.5, p90: 3.7, p95: 3.85, max: 4 });
  expect(summary([7])).toEqual({ n: 1, min: 7, p50: 7, p90: 7, p95: 7, max: 7 });
  expect(summary([])).toBeUndefined();
});

test('a percentile lies among the numbers and never falls with p', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), { minLength: 1 }),
      fc.double({ noNaN: true, min: 0, max: 100 }),
      fc.double({ noNaN: true, min: 0, max: 100 }),
      (numbers, p, q) => {
        const sorted = numbers.toSorted((a, b) => a - b);
        const [low, high] = [percentile(sorted, Math.min(p, q)), percentile(sorted, Math.max(p, q))];
        expect(low).toBeGreaterThanOrEqual(sorted[0] ?? 0);
        expect(high).toBeLessThanOrEqual(sorted.at(-1) ?? 0);
        expect(low).toBeLessThanOrEqual(high + 1e-6);
      },
    ),
  );
});
