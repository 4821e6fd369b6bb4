import type { Tone } from '../core/definition.ts';
import type { Safe } from '../core/ports.ts';
import type { Session } from '../core/session.ts';
import type { Instant } from '../core/signal.ts';
import type { Trouble } from '../core/troubles/trouble.ts';

/** What the status line knows beside the session. */
export type Status = {
  readonly session: Session;
  readonly now: Instant;
  /** Since when the link is open. */
  readonly attachedAt: Instant | undefined;
  /** Milliseconds from the caller's last word to the agent's first. */
  readonly reply: number | undefined;
  /** Commands whose outcome is not known yet. */
  readonly pending: number;
  readonly readOnly: boolean;
  /** What is wrong, most urgently. */
  readonly trouble?: Pick<Trouble, 'severity' | 'short' | 'since'> | undefined;
  /** Lines that came since the stream was paused; undefined while it is not. */
  readonly held?: number | undefined;
  /** What is shown only, in words. */
  readonly filter?: Safe | undefined;
  /** What the call has cost so far. */
  readonly cost?: Safe | undefined;
};

/** The rank of what is wrong. */
export const urgent = 2;

/** A part of the line: in few words where there is no room for all, and less needed the higher its rank. */
export type Part = { readonly tone: Tone; readonly text: Safe; readonly short?: Safe; readonly rank: number };
