import { expect, it } from 'vitest';
import type { Hop } from '../../src/core/dial-failure.ts';
import { stopwatch } from '../../src/io/stopwatch.ts';
import { manualClock } from '../manual-clock.ts';

it('measures each stage up to the next, and sums what was gone through twice', async () => {
  const clock = manualClock();
  const proxy: Hop = { who: 'proxy', host: 'p', port: 1 };
  const api: Hop = { who: 'api', host: 'a', port: 2 };
  const watch = stopwatch(clock);
  expect(watch.times()).toEqual({});
  expect(watch.hop()).toBeUndefined();
  watch.at('connect', proxy);
  await clock.advance(10);
  watch.at('tls', proxy);
  await clock.advance(20);
  watch.at('tls', api);
  await clock.advance(30);
  watch.at('answer', api);
  await clock.advance(5);
  expect(watch.times()).toEqual({ connect: 10, tls: 50, answer: 5 });
  expect(watch.hop()).toBe(api);
});
