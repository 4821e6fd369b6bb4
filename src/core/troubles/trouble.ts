import type { Safe } from '../ports.ts';
import type { Instant } from '../signal.ts';

/** What is wrong, for programs. */
export type TroubleCode =
  | 'tool-unanswered'
  | 'tool-output-twice'
  | 'tool-output-unasked'
  | 'tool-output-unused'
  | 'tool-repeated'
  | 'responses-run-on'
  | 'turn-unanswered'
  | 'response-silent'
  | 'response-failed'
  | 'response-cut-short'
  | 'no-transcription'
  | 'transcription-failed'
  | 'rate-limit-low'
  | 'session-ending';

/** Something to do about a trouble: in words, and as a command where one does it (`tool answer`, and its words). */
export type Advice = {
  readonly words: Safe;
  readonly command?: { readonly verb: string; readonly words: readonly string[] };
};

/** Something of a call that needs a person: one plain sentence, what to do about it, and the entry it rests on. */
export type Trouble = {
  readonly code: TroubleCode;
  readonly severity: 'warn' | 'bad';
  /** The number of the entry that shows it. */
  readonly seq: number;
  /** When it became one. */
  readonly at: Instant;
  /** Since when it has been so. */
  readonly since: Instant;
  readonly text: Safe;
  /** A few words, for where there is little room. */
  readonly short: Safe;
  readonly advice: readonly Advice[];
};

/**
 * What there is to say of a trouble, once each: it was found, it is over, or a gap came and nobody knows. `last` marks
 * the last time that one of its kind is spoken of.
 */
export type TroubleNews =
  | { readonly kind: 'found'; readonly trouble: Trouble; readonly last?: true }
  | {
      readonly kind: 'over' | 'unknown';
      readonly trouble: Trouble;
      readonly at: Instant;
      readonly text: Safe;
    };
