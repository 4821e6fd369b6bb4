import { describe, expect, it } from 'vitest';
import type { Result } from '../../src/commands/result.ts';
import { told } from '../../src/commands/result.ts';
import { atDesk } from './at-desk.ts';

const done: Result = { verb: '/x', outcome: 'confirmed', exit: 'ok' };

describe('a desk', () => {
  it('does later what was put off, and tells of it then', async () => {
    const { at, clock, later } = atDesk(() => []);
    at.later(1000, { verb: '/x' }, async () => done);
    await clock.advance(999);
    expect(later).toEqual([]);
    await clock.advance(1);
    expect(later).toEqual(['/x confirmed']);
  });

  it('does it at once when it is left, the last first, and not again', async () => {
    const { at, clock, later } = atDesk(() => []);
    at.later(1000, { verb: '/x' }, async () => done);
    at.later(2000, { verb: '/y' }, async () => ({ ...done, verb: '/y' }));
    await at.leave();
    expect(later).toEqual(['/y confirmed', '/x confirmed']);
    await clock.advance(5000);
    await at.leave();
    expect(later).toHaveLength(2);
  });

  it('hands itself to what is carried out', async () => {
    const { at } = atDesk(() => []);
    expect(await at.perform({ verb: '/x' }, async ({ callId }) => ({ ...done, note: callId }))).toEqual({
      ...done,
      note: 'rtc_1',
    });
  });

  it('knows when it is told what came of everything, failures too', async () => {
    const { at } = atDesk(() => []);
    await at.settled();
    let finish: (result: Result) => void = () => undefined;
    let over = false;
    const one = at.perform({ verb: '/x' }, () => new Promise((resolve) => (finish = resolve)));
    const two = at.perform({ verb: '/y' }, () => Promise.reject(new Error('broken')));
    const settled = at.settled().then(() => (over = true));
    await expect(two).rejects.toThrow('broken');
    expect(over).toBe(false);
    finish(done);
    await one;
    await settled;
    expect(over).toBe(true);
  });

  it.each([
    ['confirmed', 'ok'],
    ['refused', 'refused'],
    ['not-sent', 'network'],
    ['unknown', 'unknown'],
  ] as const)('an outcome that is %s exits with %s', (outcome, exit) => {
    expect(told('/x', { outcome })).toMatchObject({ verb: '/x', outcome, exit });
  });
});
