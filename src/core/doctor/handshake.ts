import type { SidebandError } from '../error.ts';
import type { LinkChange } from '../signal.ts';
import type { HostKind } from './base-url.ts';
import { detailed, fail, ok, type Cause, type Finding } from './finding.ts';
import { httpCauses, type AnswerHead, type Around } from './http-causes.ts';
import { networkCauses } from './network-causes.ts';
import { missingCall, type CallAround } from './missing-call.ts';
import { spelled, type Times } from './times.ts';

/** What came of dialling a call. */
export type HandshakeSeen = {
  /** Milliseconds of all of it. */
  readonly ms: number;
  readonly times: Times;
  /** The answer to the upgrade, if one came. */
  readonly head?: AnswerHead | undefined;
  readonly failure?: SidebandError | undefined;
  /** How the socket was closed after a 101, and what an `error` before said. */
  readonly closed?: Extract<LinkChange, { to: 'closed' }> | undefined;
  readonly said?: string | undefined;
};

/** What is known around it. */
export type HandshakeAround = Around &
  Omit<CallAround, 'ms' | 'body'> & { readonly proxied: boolean; readonly host: HostKind };

/** Whether the call can be attached to: by the HTTP answer, or by what a socket that was opened says at once. */
export const judgeHandshake = (seen: HandshakeSeen, around: HandshakeAround): Finding => {
  const { ms, times, head, failure, closed } = seen;
  const request = head?.headers['x-request-id'];
  const facts = {
    status: head?.status ?? null,
    code: head?.code ?? null,
    body: head?.body ?? null,
    request_id: request ?? null,
    ms: times,
    close_code: closed?.code ?? null,
  };
  const more = [spelled(times), request === undefined ? undefined : `request ${request}`];
  const missing = { ...around, ms, body: head?.body ?? 'other' };

  if (failure !== undefined) {
    const { message, said, reason, hint, kind } = failure;
    const failed = (causes: readonly Cause[]): Finding =>
      detailed(fail('handshake', kind, message, causes, { ...facts, reason: reason ?? null }), said, ...more);
    if (kind === 'not-found') return failed(missingCall(missing));
    if (head === undefined || head.status === 101) {
      const failing = { reason, message, hint, proxied: around.proxied, local: around.host === 'local' };
      return failed(networkCauses(failing));
    }
    return failed(httpCauses({ status: head.status, code: head.code, said }, around));
  }
  // A socket that opens, says why not and closes: the other way of being refused.
  if (
    closed !== undefined &&
    (closed.exit === 'auth' || closed.exit === 'not-found' || closed.exit === 'refused')
  ) {
    const { exit, message, hint } = closed;
    const saw = `101, then closed with ${closed.code ?? 'no code'}; ${message}`;
    const causes =
      exit === 'not-found'
        ? missingCall({ ...missing, body: 'error' })
        : exit === 'auth'
          ? httpCauses({ status: 401, code: undefined, said: seen.said }, around)
          : [{ cause: message, fix: hint ?? 'see what the server says', confidence: 'medium' as const }];
    return detailed(fail('handshake', exit, saw, causes, facts), seen.said, ...more);
  }
  return detailed(ok('handshake', '101: attached', facts), ...more);
};
