import type { Kind } from '../error.ts';
import type { Raw } from '../raw.ts';

/** What is examined, in this order: settings first, then the way to the API, then the call. */
export const checkNames = [
  'runtime',
  'key',
  'account',
  'base-url',
  'certificates',
  'proxy',
  'dns',
  'tcp',
  'tls',
  'rest',
  'clock',
  'handshake',
  'accept-body',
  'events',
  'session',
  'expiry',
  'transcription',
  'tools',
  'vad',
  'agent',
] as const;

/** The name of a check. */
export type CheckName = (typeof checkNames)[number];

/** How sure we are that a cause is the one. */
export type Confidence = 'high' | 'medium' | 'low';

/** A cause of what was seen, and what to do about it. */
export type Cause = { readonly cause: string; readonly fix: string; readonly confidence: Confidence };

/**
 * What one check came to. `saw` is what was measured, in words that may hold text of others: escape it where it is
 * shown. `causes` are the most probable first. `exit` is what a failure means for the exit code.
 */
export type Finding = {
  readonly check: CheckName;
  readonly saw: string;
  /** What belongs to it and need not be read first: the server's words, the id of the request, times. */
  readonly detail?: string;
  readonly causes: readonly Cause[];
  /** Measured values, for a ticket. No secret, nothing personal. */
  readonly facts: Raw;
  /** Milliseconds of what was measured, where that is not how long the check took. */
  readonly took?: number;
} & (
  | { readonly state: 'ok' | 'warn' | 'skipped'; readonly exit?: never }
  | { readonly state: 'fail'; readonly exit: Kind }
);

/** A cause, in the order of the words: what it is, what to do, how sure that is. */
export const cause = (what: string, fix: string, confidence: Confidence = 'medium'): Cause => ({
  cause: what,
  fix,
  confidence,
});

export const ok = (check: CheckName, saw: string, facts: Raw = {}): Finding => ({
  check,
  state: 'ok',
  saw,
  causes: [],
  facts,
});

export const warn = (check: CheckName, saw: string, causes: readonly Cause[], facts: Raw = {}): Finding => ({
  check,
  state: 'warn',
  saw,
  causes,
  facts,
});

export const fail = (
  check: CheckName,
  exit: Kind,
  saw: string,
  causes: readonly Cause[],
  facts: Raw = {},
): Finding => ({ check, state: 'fail', exit, saw, causes, facts });

/** The finding with details, those that are known. */
export const detailed = (finding: Finding, ...parts: readonly (string | undefined)[]): Finding => {
  const detail = parts.filter((part) => part !== undefined && part !== '').join('; ');
  return detail === '' ? finding : { ...finding, detail };
};

/** A check that was not made, and why not. */
export const skipped = (check: CheckName, why: string): Finding => ({
  check,
  state: 'skipped',
  saw: why,
  causes: [],
  facts: {},
});

/** `ok` when nothing speaks against it, else `warn` with what does. */
export const unless = (check: CheckName, causes: readonly Cause[], saw: string, facts: Raw = {}): Finding =>
  causes.length === 0 ? ok(check, saw, facts) : warn(check, saw, causes, facts);
