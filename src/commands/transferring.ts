import { referRequest } from '../core/call-request.ts';
import type { CallId } from '../core/ids.ts';
import type { Judged } from '../core/judged.ts';
import type { Operator } from '../core/operator.ts';
import type { Clock } from '../core/ports.ts';
import { refer } from '../core/refer.ts';
import type { HttpDesk } from './http-desk.ts';

/** How long a call may take to leave unless told otherwise, in milliseconds. */
const verifyWithin = 10_000;

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
