import { referRequest } from '../core/call-request.ts';
import { duration } from '../core/duration.ts';
import { SidebandError } from '../core/error.ts';
import type { CallId } from '../core/ids.ts';
import type { Judged } from '../core/judged.ts';
import type { Operator } from '../core/operator.ts';
import type { Clock } from '../core/ports.ts';
import { refer } from '../core/refer.ts';
import type { HttpDesk } from './http-desk.ts';

/** How long a call may take to leave unless told otherwise, in milliseconds. */
const verifyWithin = 10_000;

/** The longest anybody watches for a call to leave, in milliseconds. */
const longest = 300_000;

/** How long to watch a call leave, as it is given: at most five minutes. Throws (`usage`). */
export const verifying = (given: string): number => {
  const ms = duration(given);
  if (ms > longest) throw new SidebandError('usage', 'at most 5m', { said: given });
  return ms;
};

/** Hands a call on that somebody is attached to, and watches it leave for `within` ms. */
export const transfer = (
  {
    callId,
    http,
    operator,
    clock,
  }: {
    readonly callId: CallId;
    readonly http: HttpDesk;
    readonly operator: Operator;
    readonly clock: Clock;
  },
  to: string,
  within = verifyWithin,
): Promise<Judged> =>
  refer({
    send: () => http.ask(referRequest(callId, to)),
    look: (left) => http.look('gone', left),
    operator,
    within,
    clock,
  });
