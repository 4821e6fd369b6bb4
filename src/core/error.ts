/** What a user can rely on when the process ends, by name. `help exit-codes` prints this table. */
export const exitCodes = {
  ok: 0,
  unmet: 1,
  usage: 2,
  'not-found': 3,
  auth: 4,
  network: 5,
  unknown: 6,
  output: 7,
  refused: 8,
  handler: 9,
  internal: 70,
  timeout: 124,
  hangup: 129,
  interrupt: 130,
  pipe: 141,
  terminate: 143,
} as const;

/** The name of an exit code. */
export type ExitName = keyof typeof exitCodes;

/** The names that can be the reason of an error. */
export type Kind = Exclude<ExitName, 'ok'>;

/** An exit code with its name, as the last JSON record carries it. */
export type Exit = { readonly code: number; readonly name: ExitName };

export const exitOf = (name: ExitName): Exit => ({ code: exitCodes[name], name });

/**
 * The one error of this program: what the program cannot do, its kind (which is its exit code), and what to do next.
 * `message` and `hint` are ours and quote no frame and no secret; text from elsewhere belongs in `said`, which is
 * escaped where it is shown.
 */
export class SidebandError extends Error {
  override readonly name = 'SidebandError';
  readonly kind: Kind;
  readonly hint: string | undefined;
  /** What the other side said about it (untrusted): an error message, a close reason. */
  readonly said: string | undefined;
  /** The server's own code for it (untrusted): `call_id_not_found`. */
  readonly code: string | undefined;
  /** True when trying the same thing again may work. */
  readonly retryable: boolean;
  /** Milliseconds the server asked us to wait before trying again. */
  readonly retryAfter: number | undefined;
  /** A machine-readable word for what happened: `dns`, `tls`, `proxy`, `http-503`, `protocol`, … */
  readonly reason: string | undefined;

  constructor(
    kind: Kind,
    message: string,
    more: {
      hint?: string | undefined;
      said?: string | undefined;
      code?: string | undefined;
      retryable?: boolean;
      retryAfter?: number | undefined;
      reason?: string;
      cause?: unknown;
    } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.kind = kind;
    this.hint = more.hint;
    this.said = more.said;
    this.code = more.code;
    this.retryable = more.retryable ?? false;
    this.retryAfter = more.retryAfter;
    this.reason = more.reason;
  }
}

/** The causes from the one that decides the exit code downwards (reliability: 70 > 7 > 4 > 5 > 8 > 6 > 0). */
const precedence: readonly ExitName[] = [
  'internal',
  'output',
  'hangup',
  'terminate',
  'interrupt',
  'pipe',
  'usage',
  'auth',
  'not-found',
  'network',
  'timeout',
  'handler',
  'refused',
  'unmet',
  'unknown',
  'ok',
];

/** The one of several outcomes that the process reports. */
export const worst = (...names: readonly ExitName[]): ExitName =>
  precedence.find((name) => names.includes(name)) ?? 'ok';
