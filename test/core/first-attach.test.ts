import { describe, expect, it } from 'vitest';
import { firstAttach } from '../../src/core/first-attach.ts';
import { readCallArgument } from '../../src/core/call-argument.ts';
import { SidebandError } from '../../src/core/error.ts';
import { defaultRetryPolicy, dialBudget } from '../../src/core/retry-policy.ts';
import { skippingClock } from '../manual-clock.ts';
import { failing, scriptedConnect } from '../scripted-connect.ts';

const callId = readCallArgument('rtc_1');
const attach = (script: (nth: number) => SidebandError | (() => void), more: object = {}) => {
  const clock = skippingClock();
  const { connect, dials } = scriptedConnect(clock, (nth) => {
    clock.pass(5);
    return script(nth);
  });
  const told: string[] = [];
  const leaving = new AbortController();
  const result = firstAttach(connect, callId, {
    clock,
    random: () => 1,
    policy: { ...defaultRetryPolicy, ...more },
    budget: dialBudget(defaultRetryPolicy),
    leaving: leaving.signal,
    onRetry: (change) => told.push(`${change.attempt}/${change.of} in ${change.delay}: ${change.cause}`),
  }).catch((error: unknown) => error);
  return { result, dials, told, clock, leaving };
};

describe('the first attach', () => {
  it('tells nothing when it works at once', async () => {
    const { result, dials, told } = attach(() => () => undefined);
    expect(await result).not.toBeInstanceOf(Error);
    expect(dials).toHaveLength(1);
    expect(told).toEqual([]);
  });

  it('tries five times, with growing pauses, and says so', async () => {
    const { result, dials, told, clock } = attach(() => failing('network'));
    expect(await result).toMatchObject({ kind: 'network', message: 'dial failed: network; tried 5 times' });
    expect(dials).toHaveLength(5);
    expect(clock.slept).toEqual([250, 500, 1000, 2000]);
    expect(told[0]).toBe('2/5 in 250: dial failed: network');
  });

  it('stops at the first try that works', async () => {
    const { result, dials } = attach((nth) => (nth < 3 ? failing('network') : () => undefined));
    expect(await result).not.toBeInstanceOf(Error);
    expect(dials).toHaveLength(3);
  });

  it.each(['auth', 'refused'] as const)('does not repeat what cannot pass: %s', async (kind) => {
    const { result, dials } = attach(() => failing(kind));
    expect(await result).toMatchObject({ kind, message: `dial failed: ${kind}` });
    expect(dials).toHaveLength(1);
  });

  it('does not repeat a TLS failure', async () => {
    const { result, dials } = attach(() => failing('network', { retryable: false, reason: 'tls' }));
    expect(await result).toMatchObject({ reason: 'tls' });
    expect(dials).toHaveLength(1);
  });

  it('waits for a call the server does not know yet, as long as it may', async () => {
    const { result, dials, clock } = attach(() => failing('not-found'));
    expect(await result).toMatchObject({ kind: 'not-found' });
    expect(dials.length).toBeGreaterThan(3);
    expect(clock.now().mono - 1000).toBeLessThanOrEqual(10_100);
  });

  it('does not wait when told not to', async () => {
    const { result, dials } = attach(() => failing('not-found'), { waitForCall: 0 });
    expect(await result).toMatchObject({ kind: 'not-found' });
    expect(dials).toHaveLength(1);
  });

  it('attaches when the call comes up in time', async () => {
    const { result } = attach((nth) => (nth < 4 ? failing('not-found') : () => undefined));
    expect(await result).not.toBeInstanceOf(Error);
  });

  it('waits as long as the server asks', async () => {
    const { result, clock } = attach((nth) =>
      nth === 1 ? failing('network', { retryAfter: 7000 }) : () => undefined,
    );
    await result;
    expect(clock.slept).toEqual([7000]);
  });

  it('never dials more often than the budget, however long it may wait', async () => {
    const { result, dials } = attach(() => failing('not-found'), { waitForCall: 86_400_000 });
    await result;
    expect(dials).toHaveLength(30);
  });

  it('is left at once when it is aborted', async () => {
    const { result, dials, leaving } = attach(() => failing('network'));
    leaving.abort();
    expect(await result).toMatchObject({ kind: 'interrupt', reason: 'aborted' });
    expect(dials.length).toBeLessThanOrEqual(1);
  });

  it('passes a bug on untouched', async () => {
    const bug = new TypeError('bug');
    const { result } = attach(() => {
      throw bug;
    });
    expect(await result).toBe(bug);
  });
});
