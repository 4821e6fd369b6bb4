import { SidebandError } from './error.ts';
import type { CallId } from './ids.ts';
import type { Clock, Connect, Link } from './ports.ts';
import { firstPause, type RetryPolicy } from './retry-policy.ts';
import type { LinkChange } from './signal.ts';

/** The failure of an attach that was left before it was done. */
export const aborted = (): SidebandError =>
  new SidebandError('interrupt', 'left before the call was attached', { reason: 'aborted' });

/**
 * Attaches for the first time: retries what may pass, waits `waitForCall` for a call the server does not know yet, and
 * rejects with the last failure otherwise.
 */
export const firstAttach = async (
  connect: Connect,
  callId: CallId,
  given: {
    readonly clock: Clock;
    readonly random: () => number;
    readonly policy: RetryPolicy;
    readonly budget: (mono: number) => boolean;
    readonly leaving: AbortSignal;
    readonly onRetry?: (change: Extract<LinkChange, { to: 'retrying' }>) => void;
  },
): Promise<Link> => {
  const { clock, policy, leaving } = given;
  const began = clock.now().mono;
  let failed = 0;
  for (let attempt = 1; ; attempt += 1) {
    if (leaving.aborted) throw aborted();
    // Counts this dial; the last try before the budget is gone rethrows below.
    given.budget(clock.now().mono);
    try {
      return await connect(callId, leaving);
    } catch (error) {
      if (leaving.aborted) throw aborted();
      if (!(error instanceof SidebandError)) throw error;
      const waits = error.kind === 'not-found';
      if (!waits) failed += 1;
      const pause = Math.max(firstPause(attempt, given.random), error.retryAfter ?? 0);
      const late = clock.now().mono - began + pause > policy.waitForCall;
      const last = waits ? late : !error.retryable || failed >= policy.firstTries;
      if (last || attempt >= policy.dials) throw tried(error, attempt);
      given.onRetry?.({
        to: 'retrying',
        attempt: attempt + 1,
        of: waits ? policy.dials : policy.firstTries,
        delay: Math.round(pause),
        cause: error.message,
      });
      await clock.sleep(pause, leaving);
    }
  }
};

/** The same failure, saying how often it was tried when that was more than once. */
const tried = (error: SidebandError, attempts: number): SidebandError =>
  attempts === 1
    ? error
    : new SidebandError(error.kind, `${error.message}; tried ${attempts} times`, {
        hint: error.hint,
        said: error.said,
        retryable: error.retryable,
        retryAfter: error.retryAfter,
        ...(error.reason === undefined ? {} : { reason: error.reason }),
      });
