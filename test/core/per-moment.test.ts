import { expect, it } from 'vitest';
import { perMoment } from '../../src/core/per-moment.ts';
import { moment } from './script.ts';

it('makes it once for what shares a moment, and anew for another', () => {
  let times = 0;
  const made = perMoment(({ mono }) => {
    times += 1;
    return `at ${mono}`;
  });
  const [one, other] = [moment(1), moment(2)];
  expect([made(one), made(one), made(other), made(one)]).toEqual(['at 1', 'at 1', 'at 2', 'at 1']);
  expect(times).toBe(3);
});
