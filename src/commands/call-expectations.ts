import { seenMs } from '../core/facts.ts';
import type { Expectation } from '../core/expect/expectation.ts';
import { judge, type Judged } from '../core/expect/judge.ts';
import { measure, type Measuring } from '../core/metrics.ts';
import type { Clock, Sink } from '../core/ports.ts';

/** What is expected of a call that is under way. It is a sink: put it among the others. */
export type CallExpectations = Sink & {
  /** Something is expected to come: when it has, the call need not go on. */
  readonly decides: boolean;
  /** Until all that should come has come, at most `limit` ms; true when it has. Absences wait for the end of the call. */
  come(limit: number, signal: AbortSignal): Promise<boolean>;
  verdicts(): readonly Judged[];
  /** How long the call has lasted so far, in milliseconds. */
  lasted(): number;
};

/** Judges a call while it goes by. */
export const callExpectations = (
  expectations: readonly Expectation[],
  measuring: Measuring,
  clock: Clock,
): CallExpectations => {
  const whole = judge(expectations);
  const coming = expectations.filter(({ kind }) => kind === 'presence');
  const presences = judge(coming);
  const meter = measure(measuring, { words: false });
  let tell = (): void => undefined;
  return {
    decides: coming.length > 0,
    write(entry) {
      whole.write(entry);
      presences.write(entry);
      meter.write(entry);
      if (presences.settled()) tell();
    },
    async come(limit, signal) {
      if (presences.settled() || signal.aborted) return presences.settled();
      const enough = new AbortController();
      tell = () => enough.abort();
      signal.addEventListener('abort', tell, { once: true });
      await clock.sleep(limit, enough.signal);
      signal.removeEventListener('abort', tell);
      tell = () => undefined;
      return presences.settled();
    },
    verdicts: () => whole.verdicts(() => meter.value()),
    lasted: () => seenMs(meter.facts),
  };
};
