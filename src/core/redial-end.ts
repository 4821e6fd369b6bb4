import { brokeOff } from './close-codes.ts';
import { SidebandError } from './error.ts';
import type { LinkChange } from './signal.ts';

/** The last change of a stream. */
export type Closed = Extract<LinkChange, { to: 'closed' }>;

/** We left. */
export const detached: Closed = {
  to: 'closed',
  reason: 'detached',
  cause: 'detached',
  message: 'detached; the call goes on',
  exit: 'ok',
};

/** A socket that was gone without saying so. */
export const broken: Closed = {
  to: 'closed',
  reason: 'dropped',
  cause: 'lost',
  message: 'connection lost',
  exit: 'network',
};

/** The end when we left while no socket was open: nobody looked whether the call went on. */
export const leftMeanwhile = (last: Closed, losses: number): Closed => ({
  ...last,
  reason: isClean(last, losses) ? 'unknown' : 'dropped',
  exit: 'ok',
  message: `${last.message}; left before it was back`,
  hint: 'the call may be live: attach again when the network is back',
});

/** Whether the server closed its socket in good order, once: which may have been the end of the call. */
const isClean = (last: Closed, losses: number): boolean => last.cause === 'closed' && losses <= 1;

/** The end when every redial failed: what is known is how the last socket ended, and that nobody could look again. */
export const spent = (
  last: Closed,
  trouble: { readonly tries: number; readonly losses: number },
  cause: string,
): Closed => {
  const why = cause === last.message ? '' : ` (last: ${cause})`;
  const effort = `could not re-attach in ${trouble.tries - 1} tries${why}`;
  return {
    ...last,
    reason: isClean(last, trouble.losses) ? 'unknown' : 'dropped',
    exit: 'network',
    message: `${last.message}; ${effort}`,
    hint: 'the call may be live: attach again when the network is back',
  };
};

/** The end of an endpoint that takes the connection and closes it again and again. */
export const flapping = (last: Closed, losses: number): Closed => ({
  ...last,
  reason: 'dropped',
  exit: 'network',
  message:
    losses > 1
      ? `the connection closes right after opening, ${losses} times`
      : `${last.message}; too many dials in ten minutes`,
  hint: 'the call may be live: attach again later, or ask whoever runs the way to the API',
});

/** True when a call ended after its connection had broken: what happened in between nobody here saw. */
export const endedUnseen = ({ reason, cause, code }: Closed): boolean =>
  reason === 'ended' && cause === 'not-found' && brokeOff(code);

/** What a failed redial decides: the end, or (as the failure itself) that another try may help. */
export const afterDial = (error: unknown, last: Closed): Closed | SidebandError => {
  if (!(error instanceof SidebandError)) {
    return { ...last, reason: 'unknown', exit: 'internal', message: 'internal error while re-attaching' };
  }
  const { to, code } = last;
  const base = {
    to,
    ...(code === undefined ? {} : { code }),
    ...(error.said === undefined ? {} : { text: error.said }),
    ...(error.hint === undefined ? {} : { hint: error.hint }),
  };
  if (error.kind === 'not-found') {
    const text = last.text === undefined ? {} : { text: last.text };
    const ended = {
      to,
      ...(code === undefined ? {} : { code }),
      ...text,
      reason: 'ended',
      cause: 'not-found',
      message: 'the call has ended (the server no longer knows it)',
      exit: 'ok',
    } as const;
    if (!endedUnseen(ended)) return ended;
    return {
      ...ended,
      message: `${ended.message}; the connection had broken before (${last.message}), and what happened since is not known`,
    };
  }
  if (error.kind === 'auth') {
    const message = 'the key is no longer accepted; the call may be live';
    return { ...base, reason: 'unknown', cause: 'auth', message, exit: 'auth' };
  }
  if (error.retryable) return error;
  if (error.kind === 'network') {
    const cause = error.reason === 'tls' ? 'tls' : 'lost';
    return {
      ...base,
      reason: 'dropped',
      cause,
      message: `${last.message}; ${error.message}`,
      exit: 'network',
    };
  }
  return {
    ...base,
    reason: 'unknown',
    cause: 'refused',
    message: `${last.message}; ${error.message}`,
    exit: error.kind,
  };
};
