import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultRetryPolicy, dialBudget, firstPause, redialPause } from '../../src/core/retry-policy.ts';

describe('pauses', () => {
  it('double from 0.25 s to 4 s for a first attach', () => {
    expect([1, 2, 3, 4, 5, 6, 9].map((attempt) => firstPause(attempt, () => 1))).toEqual([
      250, 500, 1000, 2000, 4000, 4000, 4000,
    ]);
    expect(firstPause(1, () => 0)).toBe(187.5);
  });

  it('are fully jittered under 0.25 s doubling to 8 s after a drop, and never under 0.2 s', () => {
    expect([1, 2, 3, 6, 7, 8].map((attempt) => redialPause(attempt, () => 1))).toEqual([
      250, 500, 1000, 8000, 8000, 8000,
    ]);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (attempt, chance) => {
          const pause = redialPause(attempt, () => chance);
          expect(pause).toBeGreaterThanOrEqual(200);
          expect(pause).toBeLessThanOrEqual(8000);
        },
      ),
    );
  });
});

describe('the budget of dials', () => {
  it('allows thirty in ten minutes, however they are spread', () => {
    const budget = dialBudget(defaultRetryPolicy);
    const allowed = Array.from({ length: 100 }, (_, n) => budget(n * 1000)).filter(Boolean);
    expect(allowed).toHaveLength(30);
  });

  it('comes back as the window slides', () => {
    const budget = dialBudget({ dials: 2, dialsWithin: 100 });
    expect([0, 50, 60, 99, 100, 101, 150].map(budget)).toEqual([true, true, false, false, true, false, true]);
  });
});
