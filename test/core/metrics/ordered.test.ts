import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ordered } from '../../../src/core/metrics/ordered.ts';

test('counts what is before a time, and what is at it, whatever order it was given in', () => {
  const time = fc.integer({ min: -5, max: 20 });
  fc.assert(
    fc.property(fc.array(time, { maxLength: 30 }), time, (given, limit) => {
      const order = ordered(given);
      expect([...order.times]).toEqual(given.toSorted((a, b) => a - b));
      expect(order.before(limit)).toBe(given.filter((one) => one < limit).length);
      expect(order.upTo(limit)).toBe(given.filter((one) => one <= limit).length);
    }),
  );
});
