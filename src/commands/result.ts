import type { ExitName } from '../core/error.ts';
import type { Judged } from '../core/judged.ts';
import { withoutAgent } from '../core/other-kind.ts';
import type { Safe } from '../core/ports.ts';
import type { Raw } from '../core/raw.ts';
import type { Outcome } from '../core/settle.ts';
import { exitOfOutcome } from './acting.ts';

/** What became of a command: one of the four words, and what the other side said (untrusted). */
export type Result = {
  /** As it was given: `/say`. */
  readonly verb: string;
  readonly outcome: Outcome['outcome'];
  readonly exit: ExitName;
  /** Ours, in addition to the word. */
  readonly note?: string;
  /** Ours: what it may come of, or what to do. */
  readonly hint?: string | undefined;
  readonly said?: string | undefined;
  readonly code?: string | undefined;
  /** Sent, and not asked whether it took effect: an outcome that is unknown, and no failure. */
  readonly sent?: true;
  /** The time that was given ran out. */
  readonly timeout?: true;
  /** What was asked for, to be shown below. */
  readonly text?: Safe;
  /** More of the same, for programs. */
  readonly more?: Raw;
};

/** The result of a command whose outcome is known. */
export const told = (
  verb: string,
  outcome: {
    readonly outcome: Outcome['outcome'];
    readonly code?: string;
    readonly said?: string;
    readonly reason?: string;
    readonly timeout?: true;
  },
): Result => ({
  verb,
  outcome: outcome.outcome,
  exit: exitOfOutcome(outcome.outcome),
  said: outcome.said ?? outcome.reason,
  code: outcome.code,
  hint: outcome.outcome === 'refused' ? withoutAgent(outcome.said) : undefined,
  ...(outcome.timeout === true ? { timeout: true } : {}),
});

/** The result of a command that was judged by what was seen of the call. */
export const judgedAs = (verb: string, { outcome, exit, note, said, code, hint }: Judged): Result => ({
  verb,
  outcome,
  exit,
  note,
  said,
  code,
  hint,
});
