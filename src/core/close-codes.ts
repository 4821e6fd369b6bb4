import type { ExitName } from './error.ts';
import { notFoundHint } from './http-failure.ts';
import type { CloseCause, EndReason, LinkChange } from './signal.ts';

/** How a socket ended, as seen from here. */
export type Closing = {
  /** The close code; 1006 when there was no close frame, 1005 when it had no code. */
  readonly code: number;
  /** The reason in the close frame (untrusted). */
  readonly text: string;
  /** The code of a local error: `WS_ERR_…` of ws, `no-pong`, or a code of the socket. Decides before `code` does. */
  readonly failure?: string | undefined;
  /** The code of the last frame received, when that was an `error` event. */
  readonly said?: string | undefined;
  /** The size limit of a frame in bytes, for the message. */
  readonly limit?: number;
  /** Milliseconds without a sign of life after which a socket counts as lost, for the message. */
  readonly silence?: number;
};

type Row = {
  readonly cause: CloseCause;
  readonly reason: EndReason;
  readonly exit: ExitName;
  readonly message: string;
  readonly hint?: string;
};

const dropped = (cause: CloseCause, message: string, hint?: string): Row => ({
  cause,
  reason: 'dropped',
  exit: 'network',
  message,
  ...(hint === undefined ? {} : { hint }),
});

const refused = (message: string, hint?: string): Row => ({
  cause: 'refused',
  reason: 'unknown',
  exit: 'refused',
  message,
  ...(hint === undefined ? {} : { hint }),
});

const lost = dropped('lost', 'connection lost');
const restart = (what: string): Row => dropped('restart', `the server closed the connection: ${what}`);
const expired: Row = {
  cause: 'expired',
  reason: 'ended',
  exit: 'ok',
  message: 'the session reached its maximum length',
};
const auth: Row = {
  cause: 'auth',
  reason: 'unknown',
  exit: 'auth',
  message: 'the server does not accept the key; the call may be live',
  hint: 'check that the key is complete, not revoked, and of the project that created the call',
};
const notFound: Row = {
  cause: 'not-found',
  reason: 'unknown',
  exit: 'not-found',
  message: 'the server knows no such call',
  hint: notFoundHint(false),
};
const closed: Row = {
  cause: 'closed',
  reason: 'unknown',
  exit: 'unknown',
  message: 'the server closed the connection; whether the call has ended is not known',
};

/** What the codes of `error` events mean when the socket closes right after one. */
const bySaid: ReadonlyMap<string, Row> = new Map([
  ['session_expired', expired],
  ['invalid_api_key', auth],
  ['call_id_not_found', notFound],
  [
    'beta_api_shape_disabled',
    refused(
      'the server took this for the retired beta API',
      'something on the way adds the header OpenAI-Beta: realtime=v1; take it out',
    ),
  ],
  [
    'invalid_model',
    refused('the server refused the model', 'the base URL may belong to a gateway that wants a model'),
  ],
  [
    'missing_model',
    refused(
      'the server took this for a new session, not for a call',
      'the base URL may lead to a gateway that drops ?call_id=',
    ),
  ],
]);

const protocol = (what: string): Row =>
  dropped(
    'protocol',
    `protocol violation: ${what}`,
    'something between here and the API alters the connection',
  );

/** Local errors of ws, which itself reports them all as 1006. */
const byFailure: ReadonlyMap<string, Row> = new Map([
  ['WS_ERR_INVALID_UTF8', protocol('text that is not UTF-8')],
  ['WS_ERR_UNEXPECTED_RSV_1', protocol('a compressed frame, though compression was not negotiated')],
  ['WS_ERR_UNEXPECTED_RSV_2_3', protocol('reserved bits are set')],
  ['WS_ERR_INVALID_OPCODE', protocol('an unknown or misplaced frame type')],
  ['WS_ERR_EXPECTED_FIN', protocol('a control frame in pieces')],
  ['WS_ERR_UNEXPECTED_MASK', protocol('a masked frame from the server')],
  ['WS_ERR_INVALID_CONTROL_PAYLOAD_LENGTH', protocol('a control frame that is too long')],
  ['WS_ERR_INVALID_CLOSE_CODE', protocol('an illegal close code')],
  ['WS_ERR_TOO_MANY_BUFFERED_PARTS', protocol('a message in too many pieces')],
]);

const byCode: ReadonlyMap<number, Row> = new Map([
  [1000, closed],
  [1001, closed],
  [1002, refused('the server reports a protocol violation (1002)')],
  [1003, refused('the server does not take this kind of data (1003)')],
  [1005, closed],
  [1006, lost],
  [1007, refused('the server could not read a frame of ours (1007)')],
  [1008, refused('the server refused by policy (1008)')],
  [1009, refused('a frame of ours was too large for the server (1009)')],
  [1010, refused('the server misses an extension (1010)')],
  [1011, restart('internal error (1011)')],
  [1012, restart('it restarts (1012)')],
  [1013, restart('try again later (1013)')],
  [1014, restart('bad gateway (1014)')],
  [
    1015,
    dropped(
      'tls',
      'the TLS connection failed (1015)',
      'for a private authority set NODE_EXTRA_CA_CERTS=/path/to/ca.pem',
    ),
  ],
  [3000, auth],
  [3003, auth],
  [3008, restart('timeout (3008)')],
]);

/** What the end of a socket means, before anybody has dialled again to look. */
export const closeMeaning = (closing: Closing): Extract<LinkChange, { to: 'closed' }> => ({
  to: 'closed',
  ...rowOf(closing),
  code: closing.code,
  ...(closing.text === '' ? {} : { text: closing.text }),
});

const rowOf = (closing: Closing): Row => {
  const { code, text, failure, said, limit = 0, silence = 20_000 } = closing;
  if (failure === 'no-pong') return dropped('no-pong', `no pong for ${silence / 1000} s`);
  if (
    failure === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH' ||
    failure === 'WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH'
  ) {
    return dropped(
      'too-large',
      `a frame over the limit of ${Math.round((limit / 2 ** 20) * 100) / 100} MiB`,
      'raise it with --max-frame, in MiB',
    );
  }
  if (failure !== undefined) {
    const row = byFailure.get(failure);
    if (row !== undefined) return row;
    if (failure.startsWith('WS_ERR_')) return protocol(failure);
  }
  if (/maximum duration/i.test(text)) return expired;
  // An `error` is fatal only together with a close that refuses: otherwise it is about some frame before.
  const decides = code >= 3000 || code === 1008 || (said === 'session_expired' && code !== 1006);
  const event = said === undefined || !decides ? undefined : bySaid.get(said);
  if (event !== undefined) return event;
  const exact = byCode.get(code);
  if (exact !== undefined) return exact;
  // 4000 carries `<type>.<code>` of the error event before it.
  const named = bySaid.get(/^[a-z_]+\.([a-z_]+)$/.exec(text)?.[1] ?? '');
  return named ?? refused(`the server closed the connection with code ${code}`);
};

/** True for a close code that says the connection broke, or the server went away, in the middle of something. */
export const brokeOff = (code: number | undefined): boolean =>
  code !== undefined && byCode.get(code)?.reason === 'dropped';

const again: ReadonlySet<CloseCause> = new Set([
  'closed',
  'restart',
  'lost',
  'no-pong',
  'protocol',
  'too-large',
]);

/** True when dialling again can tell more: the socket broke, or its close does not say whether the call is over. */
export const worthRedialling = (cause: CloseCause): boolean => again.has(cause);

/** True when what came over the socket was at fault: a second time, dialling again stops. */
export const isViolation = (cause: CloseCause): boolean => cause === 'protocol' || cause === 'too-large';
