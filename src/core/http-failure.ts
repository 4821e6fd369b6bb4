import { SidebandError, type Kind } from './error.ts';
import { serverSaid } from './server-said.ts';

/** An HTTP answer that is not the one we asked for. */
export type HttpAnswer = {
  readonly status: number;
  /** What was asked: to attach to a call, to do something to one, or something else of the API. */
  readonly about: 'attach' | 'call' | 'api';
  /** The body as text; only the code and message of a JSON error in it are used. */
  readonly body?: string;
  /** Milliseconds, already capped. */
  readonly retryAfter?: number | undefined;
  /** The origin a redirect points to. */
  readonly target?: string | undefined;
  /** How to name the key: `[secret …1234]`. */
  readonly key: string;
  /** Makes text of the server fit to keep: takes out what must not be shown. */
  readonly hide: (text: string) => string;
};

/** The failure that an HTTP answer means, for the upgrade of a socket and for REST alike. */
export const httpFailure = (answer: HttpAnswer): SidebandError => {
  const { code, said } = serverSaid(answer.body ?? '');
  const row: Row = code === 'call_id_not_found' ? rows.notFound : rowOf(answer.status);
  const retryable = row.retryable === true && code !== 'insufficient_quota';
  return new SidebandError(row.kind, row.message(answer), {
    hint: typeof row.hint === 'function' ? row.hint(answer) : row.hint,
    said: answer.target ?? (said === undefined ? undefined : answer.hide(said)),
    code: code === undefined || code === '' ? undefined : answer.hide(code),
    retryable,
    retryAfter: retryable ? answer.retryAfter : undefined,
    reason: `http-${answer.status}`,
  });
};

type Row = {
  readonly kind: Kind;
  readonly message: (answer: HttpAnswer) => string;
  readonly hint?: string | ((answer: HttpAnswer) => string | undefined);
  readonly retryable?: true;
};

const baseUrlHint = 'check --base-url or OPENAI_BASE_URL: it should end in /v1 and be a Realtime API';

/** Why the server may not know a call, the likeliest first (reported causes of `call_id_not_found`). */
export const notFoundCauses = [
  'the call has ended',
  'it has not been created or accepted yet',
  'the key belongs to another project than the one that created the call',
  'the key is an ephemeral one (ek_…), where a standard key is needed',
  'the body of the accept request was wrong',
  'the call lives behind another base URL',
] as const;

/** Those causes as a hint; `waited` where --wait-for-call has the attach tried again. */
export const notFoundHint = (waited: boolean): string => {
  const causes = notFoundCauses.map((cause, place) => {
    const more = waited && cause === notFoundCauses[1] ? ' (--wait-for-call 30s keeps trying)' : '';
    return `${place + 1}. ${cause}${more}`;
  });
  return `most likely first: ${causes.join('; ')}`;
};

const rows = {
  redirect: {
    kind: 'network',
    message: ({ status }) =>
      `the server redirects elsewhere (HTTP ${status}); redirects are refused, because the key would follow`,
    hint: 'if you trust the place it names, give it as --base-url',
  },
  badRequest: {
    kind: 'refused',
    message: ({ status }) => `the server refused the request (HTTP ${status})`,
  },
  unauthorized: {
    kind: 'auth',
    message: ({ key }) => `the server does not accept the key ${key} (HTTP 401)`,
    hint: 'check that the key is complete, not revoked, and of this API (rt-sideband config shows where it came from)',
  },
  forbidden: {
    kind: 'auth',
    message: ({ key }) => `the key ${key} is not allowed to do this (HTTP 403)`,
    hint: 'check the project of the key, its permissions, and that the model and your region are allowed',
  },
  notFound: {
    kind: 'not-found',
    message: ({ status, about }) =>
      about === 'api'
        ? `the server does not know this address (HTTP ${status})`
        : `the server knows no such call (HTTP ${status})`,
    hint: ({ about }) => (about === 'api' ? baseUrlHint : notFoundHint(true)),
  },
  conflict: {
    kind: 'refused',
    message: () => 'the server refused: it conflicts with the state of the call (HTTP 409)',
  },
  tooMany: {
    kind: 'network',
    message: () => 'the server answers too many requests (HTTP 429)',
    hint: 'wait, or check the rate limits and the quota of the project',
    retryable: true,
  },
  trouble: {
    kind: 'network',
    message: ({ status }) => `the server is in trouble (HTTP ${status})`,
    hint: 'https://status.openai.com tells of outages',
    retryable: true,
  },
  notWebSocket: {
    kind: 'network',
    message: ({ status, about }) =>
      about === 'attach'
        ? `not a WebSocket server: it answered HTTP ${status}`
        : `unexpected answer (HTTP ${status})`,
    hint: baseUrlHint,
  },
} as const satisfies Record<string, Row>;

const byStatus: ReadonlyMap<number, Row> = new Map<number, Row>([
  [401, rows.unauthorized],
  [403, rows.forbidden],
  [404, rows.notFound],
  [408, rows.trouble],
  [409, rows.conflict],
  [410, rows.notFound],
  [429, rows.tooMany],
]);

const rowOf = (status: number): Row => {
  const exact = byStatus.get(status);
  if (exact !== undefined) return exact;
  if (status >= 500) return rows.trouble;
  if (status >= 400) return rows.badRequest;
  return status >= 300 ? rows.redirect : rows.notWebSocket;
};
