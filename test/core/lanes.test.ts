import { expect, test } from 'vitest';
import { lanes } from '../../src/core/lanes.ts';

test('runs so many at once, the others in their order, also after a failure', async () => {
  const lane = lanes(2);
  let [now, most] = [0, 0];
  const order: number[] = [];
  const work = (number: number) =>
    lane(async () => {
      order.push(number);
      now += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => setTimeout(resolve, 5));
      now -= 1;
      if (number === 1) throw new Error('one fails');
      return number;
    });
  const went = await Promise.allSettled([0, 1, 2, 3, 4].map(work));
  expect(went.map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
    'fulfilled',
    'fulfilled',
  ]);
  expect([most, now]).toEqual([2, 0]);
  expect(order).toEqual([0, 1, 2, 3, 4]);
});
