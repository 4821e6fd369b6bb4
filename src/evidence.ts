import { SidebandError, type ExitName } from './core/error.ts';
import { answer } from './core/expect/answer.ts';
import type { Judged } from './core/expect/judge.ts';
import { parseExpectation } from './core/expect/parse.ts';
import { judgeRecorded } from './core/expect/recorded.ts';
import type { CallId } from './core/ids.ts';
import { measure as measureBy, type Measuring, type Metrics } from './core/metrics.ts';
import { observer } from './core/observe.ts';
import { readPrices, type Prices } from './core/price.ts';
import { ledger } from './core/redact/ledger.ts';
import { redacting } from './core/redact/text.ts';
import { droppable, type Wish } from './core/redact/wish.ts';
import { readThrough } from './io/read-through.ts';
import { redactRecording as redactFile, type Redacted } from './io/redact.ts';
import { ownPid } from './io/system.ts';
import list from './prices.json' with { type: 'json' };

/** The price list that is shipped; `readPrices` reads another. */
export const prices: Prices = readPrices(list);

/**
 * Measures a call as `stats` does, as it goes by or from a recording: pour in its entries with `write`, ask for the
 * `value` when it is wanted. With the prices that are shipped unless others are given.
 */
export const measure = (how: Partial<Measuring> = {}): ReturnType<typeof measureBy> =>
  measureBy({ prices, ...how });

/** What came of what was expected of a recording. */
export type Judgement = {
  readonly callId: CallId;
  /** `ok` when all is met, `unmet` when something is not, `unknown` when a gap or a missing end hides an answer. */
  readonly answer: Extract<ExitName, 'ok' | 'unmet' | 'unknown'>;
  /** Each expectation with its verdict, in the order they were given. */
  readonly judged: readonly Judged[];
  readonly metrics: Metrics;
};

/**
 * Judges a recording as `expect` does: `['agent ~ /margarita/i', 'no error', 'turn_latency p(95)<1200']`. Rejects with a
 * SidebandError: `usage` for words that are no expectation, `output` for a file that cannot be read; with the reason of
 * `signal` when that stops it.
 */
export const judgeRecording = async (
  path: string,
  expectations: readonly string[],
  {
    inOrder = false,
    signal = new AbortController().signal,
    ...how
  }: Partial<Measuring> & { readonly inOrder?: boolean; readonly signal?: AbortSignal } = {},
): Promise<Judgement> => {
  const judging = judgeRecorded(expectations.map(parseExpectation), { inOrder }, { prices, ...how });
  const see = observer();
  const { header, ended } = await readThrough(path, (one) => judging.write(see(one)), signal);
  const { judged, metrics } = judging.found(ended);
  return { callId: header.callId, answer: answer(judged), judged, metrics };
};

/** What to take out, beside secrets, which always go. Each of `patterns` goes wherever it matches. */
export type Redaction = Partial<
  Pick<Wish, 'personal' | 'ids' | 'names' | 'patterns' | 'secrets'> & { readonly drop: Iterable<Wanted> }
>;
type Wanted = Wish['drop'] extends ReadonlySet<infer One> ? One : never;

const wishOf = ({
  drop = [],
  personal = false,
  ids = false,
  names = [],
  patterns = [],
  secrets = [],
}: Redaction): Wish => ({
  drop: new Set([...drop].map(wanted)),
  personal,
  ids,
  names,
  patterns: patterns.map((pattern) =>
    pattern.global ? pattern : new RegExp(pattern.source, `${pattern.flags}g`),
  ),
  secrets,
});

// A slip must not leave in what was to go, where no compiler looks.
const wanted = (name: Wanted): Wanted => {
  if (droppable.includes(name)) return name;
  throw new SidebandError('usage', 'this cannot be dropped', {
    said: name,
    hint: `what can be: ${droppable.join(', ')}`,
  });
};

/**
 * What takes secrets, and what else is wished for, out of texts, JSON in them included. In all texts that one of these
 * was given, the same thing becomes the same placeholder.
 */
export const redactor = (redaction: Redaction = {}): ((text: string) => string) => {
  const redact = redacting(wishOf(redaction), ledger());
  return (text) => redact.text(text);
};

/**
 * Writes a recording without secrets, and what else is wished for, into a new file, as `redact` does. Resolves with
 * undefined when the signal stopped it; nothing is left behind then. Rejects with a SidebandError.
 */
export const redactRecording = async (
  from: string,
  to: string,
  { signal = new AbortController().signal, ...redaction }: Redaction & { readonly signal?: AbortSignal } = {},
): Promise<Redacted | undefined> => redactFile(from, to, wishOf(redaction), { pid: ownPid, signal });
