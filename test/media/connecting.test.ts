import { expect, it } from 'vitest';
import { inTime } from '../../src/media/connecting.ts';
import { manualClock } from '../manual-clock.ts';

const never = new Promise<undefined>(() => undefined);

it('is over in time, or with what went wrong', async () => {
  const clock = manualClock();
  const { signal } = new AbortController();
  expect(await inTime(Promise.resolve(undefined), { clock, within: 10, signal })).toBeUndefined();
  expect(await inTime(Promise.resolve('no way'), { clock, within: 10, signal })).toBe('no way');
  expect(clock.sleeping).toBe(0);
});

it('is too late', async () => {
  const clock = manualClock();
  const waiting = inTime(never, { clock, within: 2000, signal: new AbortController().signal });
  await clock.advance(2000);
  expect(await waiting).toBe('nothing within 2 s');
});

it.each([true, false])('is left (before it began: %s)', async (before) => {
  const clock = manualClock();
  const leaving = new AbortController();
  if (before) leaving.abort();
  const waiting = inTime(never, { clock, within: 2000, signal: leaving.signal });
  leaving.abort();
  await expect(waiting).rejects.toMatchObject({ kind: 'interrupt' });
  expect(clock.sleeping).toBe(0);
});
