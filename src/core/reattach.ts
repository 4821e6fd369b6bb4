import { isViolation, worthRedialling } from './close-codes.ts';
import { epochs } from './epochs.ts';
import { SidebandError } from './error.ts';
import { firstAttach } from './first-attach.ts';
import type { CallId } from './ids.ts';
import type { Clock, Connect, Link } from './ports.ts';
import { afterDial, broken, detached, flapping, leftMeanwhile, spent, type Closed } from './redial-end.ts';
import { dialBudget, redialPause, type RetryPolicy } from './retry-policy.ts';
import type { Instant, LinkChange } from './signal.ts';

/** What re-attaching needs from outside. */
export type Surroundings = {
  readonly clock: Clock;
  /** A number in [0, 1), for jitter. */
  readonly random: () => number;
  /** Told before each pause of the first attach, when there is no stream yet to tell it in. */
  readonly onRetry?: (change: Extract<LinkChange, { to: 'retrying' }>) => void;
};

/**
 * A Connect that comes back after a loss, within the budget of `policy`. Its stream says what happened: `open` with its
 * epoch, `retrying`, `gap` right after the open that ended one, and exactly one `closed` at the end. Nothing that was
 * sent is sent again, and nothing that happened in a gap is known.
 */
export const reattaching =
  (connect: Connect, policy: RetryPolicy, surroundings: Surroundings): Connect =>
  async (callId, signal) => {
    const leaving = new AbortController();
    const leave = (): void => leaving.abort();
    signal.addEventListener('abort', leave, { once: true });
    if (signal.aborted) leave();
    const over = (): void => signal.removeEventListener('abort', leave);
    const budget = dialBudget(policy);
    try {
      const first = await firstAttach(connect, callId, {
        ...surroundings,
        policy,
        budget,
        leaving: leaving.signal,
      });
      return comingBack(first, { ...surroundings, connect, callId, policy, budget, leaving, over });
    } catch (error) {
      over();
      throw error;
    }
  };

type Attached = Surroundings & {
  readonly connect: Connect;
  readonly callId: CallId;
  readonly policy: RetryPolicy;
  readonly budget: (mono: number) => boolean;
  readonly leaving: AbortController;
  readonly over: () => void;
};

/** A stretch of trouble: from a loss until a socket stayed open long enough. `losses` counts the sockets it took. */
type Trouble = { readonly since: number; tries: number; losses: number };

const comingBack = (first: Link, attached: Attached): Link => {
  const { clock, leaving } = attached;
  let current: Link | undefined = first;
  const stream = epochs(clock, leaving.signal, () => leaving.abort());
  leaving.signal.addEventListener('abort', () => stream.release(), { once: true });

  /** At once: a word of ours must not come behind it. */
  const last = (change: Closed): void => {
    stream.tell(clock.now(), change);
    stream.signals.end();
  };

  const run = async (): Promise<void> => {
    const next = verdicts(attached, stream);
    while (current !== undefined) {
      const end = await stream.relay(current);
      current = undefined;
      const verdict = await next(end.at, end.change);
      if ('to' in verdict) return last(verdict);
      current = verdict;
    }
  };

  void run()
    .catch(() => last({ ...broken, reason: 'unknown', exit: 'internal', message: 'internal error' }))
    .finally(() => {
      attached.over();
      leaving.abort();
    });

  return {
    signals: stream.signals,
    async send(event, by) {
      if (current === undefined || leaving.signal.aborted) {
        throw new SidebandError('network', 'the call is not attached at the moment', {
          reason: 'not-sent',
        });
      }
      await current.send(event, by);
    },
    note(code, message) {
      stream.tell(clock.now(), { to: 'notice', code, message });
    },
    async close() {
      const link = current;
      leaving.abort();
      await link?.close();
    },
  };
};

/** After each end of a socket: the next one, or the end of the stream. */
const verdicts = (attached: Attached, stream: ReturnType<typeof epochs>) => {
  const { clock, policy, leaving } = attached;
  let trouble: Trouble | undefined;
  let violations = 0;

  return async (at: Instant, change: Closed): Promise<Link | Closed> => {
    const cause = change.cause ?? (change.reason === 'dropped' ? 'lost' : undefined);
    if (leaving.signal.aborted) return cause === undefined || worthRedialling(cause) ? detached : change;
    const stood = at.mono - stream.opened().mono >= policy.stableAfter;
    if (cause === 'not-found' && (stream.epoch() > 1 || stood)) {
      const { hint: _, ...rest } = change;
      return {
        ...rest,
        reason: 'ended',
        exit: 'ok',
        message: 'the call has ended (the server no longer knows it)',
      };
    }
    if (cause === undefined || !worthRedialling(cause)) return change;
    if (isViolation(cause)) violations += 1;
    if (violations >= policy.violations) {
      return { ...change, message: `${change.message}; the second time, so it is not tried again` };
    }
    if (trouble === undefined || stood) trouble = { since: at.mono, tries: 0, losses: 0 };
    trouble.losses += 1;
    stream.lost(at, change.message);
    return redial(change, trouble, attached, (retrying) => stream.tell(clock.now(), retrying));
  };
};

/** Dials until a socket is open, or gives the end. */
const redial = async (
  last: Closed,
  trouble: Trouble,
  { connect, callId, clock, policy, budget, leaving, random }: Attached,
  tell: (retrying: LinkChange) => void,
): Promise<Link | Closed> => {
  let cause = last.message;
  let asked: number | undefined;
  for (;;) {
    trouble.tries += 1;
    if (trouble.tries > policy.tries) {
      return trouble.losses > 1 ? flapping(last, trouble.losses) : spent(last, trouble, cause);
    }
    const delay = Math.max(redialPause(trouble.tries, random), asked ?? 0);
    // A pause that the server asked for may go over the time once; the next failure then ends it.
    const elapsed = clock.now().mono - trouble.since + (asked === undefined ? delay : 0);
    if (elapsed > policy.within) return spent(last, trouble, cause);
    tell({ to: 'retrying', attempt: trouble.tries, of: policy.tries, delay: Math.round(delay), cause });
    await clock.sleep(delay, leaving.signal);
    if (leaving.signal.aborted) return leftMeanwhile(last, trouble.losses);
    if (!budget(clock.now().mono)) return flapping(last, trouble.losses);
    try {
      return await connect(callId, leaving.signal);
    } catch (error) {
      if (leaving.signal.aborted) return leftMeanwhile(last, trouble.losses);
      const failure = afterDial(error, last);
      if ('to' in failure) return failure;
      cause = failure.message;
      asked = failure.retryAfter;
    }
  }
};
