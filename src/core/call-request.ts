import type { CallId } from './ids.ts';
import type { Raw } from './raw.ts';

/** The verbs that change a call over HTTP. */
export type CallVerb = 'accept' | 'reject' | 'refer' | 'hangup';

/** A request that changes a call, to the letter: what is sent, and what `--dry-run` prints. Always a POST. */
export type CallRequest = {
  readonly verb: CallVerb;
  /** Under the base URL. */
  readonly path: string;
  /** JSON text; undefined when there is no body at all. */
  readonly body: string | undefined;
};

const request = (callId: CallId, verb: CallVerb, body: Raw | undefined): CallRequest => ({
  verb,
  path: `/realtime/calls/${encodeURIComponent(callId)}/${verb}`,
  body: body === undefined ? undefined : JSON.stringify(body),
});

/** Answers a ringing call with a session; the body is the session itself (realtime-api 3.4). */
export const acceptRequest = (callId: CallId, session: Raw): CallRequest =>
  request(callId, 'accept', session);

/** Turns a ringing call away; the server says 603 unless told otherwise. */
export const rejectRequest = (callId: CallId, status?: number): CallRequest =>
  request(callId, 'reject', status === undefined ? {} : { status_code: status });

/** Hands a call on to a `tel:` or `sip:` address. */
export const referRequest = (callId: CallId, target: string): CallRequest =>
  request(callId, 'refer', { target_uri: target });

/** Ends a call. */
export const hangupRequest = (callId: CallId): CallRequest => request(callId, 'hangup', undefined);
