import type { ConfigChange } from './config-diff.ts';
import { withValueAt } from './contains.ts';
import type { Operator } from './operator.ts';
import { performAs } from './other-kind.ts';
import { readSession, updateSession } from './outgoing.ts';
import type { Entry, Ids } from './ports.ts';
import { child, text, type Raw } from './raw.ts';
import type { Session } from './session.ts';
import { kindOf } from './session-kind.ts';
import { effectiveConfig } from './session-config.ts';
import type { Outcome } from './settle.ts';
import { isTakenBack, touched, undoOf, type Undo } from './undo.ts';

/** A change to make: new instructions (put after the present ones with `append`), and other fields by path. */
export type Change = {
  readonly instructions?: string;
  readonly append: boolean;
  readonly set: ReadonlyMap<string, unknown>;
};

/** The session before a change where it is known, and the least patch that makes it. */
export type Plan = { readonly before: Raw | undefined; readonly kind: string; readonly patch: Raw };

/** Reads the effective session, whatever kind of session it is. */
export const readAs = (operator: Operator, ids: Ids, by: string, within?: number): Promise<Outcome> =>
  performAs(operator, kindOf(operator.session().config), (kind) => readSession(ids, by, kind), within);

/** Reads the effective session; undefined with the outcome when the server did not tell it. */
export const currentSession = async (
  operator: Operator,
  ids: Ids,
  by = 'instruct',
  within?: number,
): Promise<{ config: Raw } | { config: undefined; outcome: Outcome }> => {
  const outcome = await readAs(operator, ids, by, within);
  if (outcome.outcome !== 'confirmed') return { config: undefined, outcome };
  const config = configIn(outcome.entry);
  return config === undefined ? { config: undefined, outcome } : { config };
};

/** The session as this connection knows it; undefined when it was never told, or when a gap may hold a change. */
export const knownSession = ({ config, gaps }: Session): Raw | undefined =>
  gaps.length === 0 ? config : undefined;

const configIn = (entry: Entry): Raw | undefined => {
  const told = entry.event.kind === 'server' ? child(entry.event.raw, 'session') : undefined;
  return told === undefined ? undefined : effectiveConfig(told);
};

/** The least patch for a change. */
export const planChange = (change: Change, before: Raw | undefined): Plan => {
  let patch: Raw = {};
  if (change.instructions !== undefined) {
    const old = change.append ? text(before, 'instructions') : undefined;
    patch = { instructions: old ? `${old}\n\n${change.instructions}` : change.instructions };
  }
  for (const [path, value] of change.set) patch = withValueAt(patch, path, value);
  return { before, kind: text(before, 'type') ?? 'realtime', patch };
};

/** Makes a planned change and waits for the session to show it. */
export const applyChange = (operator: Operator, plan: Plan, ids: Ids, within?: number): Promise<Outcome> =>
  performAs(operator, kindOf({ type: plan.kind }), (kind) => updateSession(plan.patch, ids, kind), within);

/** How a change that was made is taken back; undefined when what was there is not known, or is still there. */
export const undoFor = (plan: Plan, outcome: Outcome): Undo | undefined => {
  const after = outcome.outcome === 'confirmed' ? configIn(outcome.entry) : undefined;
  if (plan.before === undefined || after === undefined) return undefined;
  return undoOf(effectiveConfig(plan.patch), plan.kind, plan.before, after);
};

/** What came of taking a change back. Where `taken` is false nothing was sent. */
export type Reverted =
  | { readonly taken: true; readonly outcome: Outcome }
  /** Somebody changed it in between: how, since then. */
  | { readonly taken: false; readonly why: 'touched'; readonly changes: readonly ConfigChange[] }
  /** It is as it was before already. */
  | { readonly taken: false; readonly why: 'as it was' }
  | { readonly taken: false; readonly why: 'unread'; readonly outcome: Outcome };

/**
 * Puts back what was there before a change, unless somebody changed it in between; `force` does so all the same. The
 * session is read first where it is not known: on a fresh connection, or behind a gap.
 */
export const revertChange = async (
  operator: Operator,
  undo: Undo,
  ids: Ids,
  { force = false, within }: { readonly force?: boolean; readonly within?: number | undefined } = {},
): Promise<Reverted> => {
  let now = knownSession(operator.session());
  if (now === undefined) {
    const current = await currentSession(operator, ids, 'instruct', within);
    if (current.config === undefined) return { taken: false, why: 'unread', outcome: current.outcome };
    now = current.config;
  }
  if (isTakenBack(undo, now)) return { taken: false, why: 'as it was' };
  const changes = touched(undo, now);
  if (changes.length > 0 && !force) return { taken: false, why: 'touched', changes };
  const plan: Plan = { before: now, kind: undo.kind, patch: undo.before };
  return { taken: true, outcome: await applyChange(operator, plan, ids, within) };
};
