import { contains, leaves, withValueAt } from './contains.ts';
import type { Operator } from './operator.ts';
import { readSession, updateSession } from './outgoing.ts';
import type { Ids } from './ports.ts';
import { at, child, text, type Raw } from './raw.ts';
import type { Outcome } from './settle.ts';

/** A change to make: new instructions (put after the present ones with `append`), and other fields by path. */
export type Change = {
  readonly instructions?: string;
  readonly append: boolean;
  readonly set: ReadonlyMap<string, unknown>;
};

/** The session before a change, the least patch that makes it, and the patch that takes it back. */
export type Plan = {
  readonly before: Raw | undefined;
  readonly kind: string;
  readonly patch: Raw;
  readonly undo: Raw;
};

/** Reads the effective session; undefined with the outcome when the server did not tell it. */
export const currentSession = async (
  operator: Operator,
  ids: Ids,
  by = 'instruct',
  within?: number,
): Promise<{ config: Raw } | { config: undefined; outcome: Outcome }> => {
  const outcome = await operator.perform(readSession(ids, by), within);
  if (outcome.outcome !== 'confirmed') return { config: undefined, outcome };
  const { event } = outcome.entry;
  const config = event.kind === 'server' ? child(event.raw, 'session') : undefined;
  return config === undefined ? { config: undefined, outcome } : { config };
};

/** The least patch for a change. What the present value is unknown for is left out of `undo`. */
export const planChange = (change: Change, before: Raw | undefined): Plan => {
  let patch: Raw = {};
  if (change.instructions !== undefined) {
    const old = change.append ? text(before, 'instructions') : undefined;
    patch = { instructions: old ? `${old}\n\n${change.instructions}` : change.instructions };
  }
  for (const [path, value] of change.set) patch = withValueAt(patch, path, value);
  let undo: Raw = {};
  for (const path of leaves(patch)) {
    const value = at(before, path);
    if (value !== undefined) undo = withValueAt(undo, path, value);
  }
  return { before, kind: text(before, 'type') ?? 'realtime', patch, undo };
};

/** Makes a planned change and waits for the session to show it. */
export const applyChange = (operator: Operator, plan: Plan, ids: Ids, within?: number): Promise<Outcome> =>
  operator.perform(updateSession(plan.patch, ids, plan.kind), within);

/**
 * Takes a change back, unless somebody else changed the same fields in between: then nothing is sent and `overtaken`
 * is true.
 */
export const revertChange = async (
  operator: Operator,
  plan: Plan,
  ids: Ids,
): Promise<{ overtaken: true } | { overtaken: false; outcome: Outcome }> => {
  const now = operator.session().config;
  if (now !== undefined && !contains(now, plan.patch)) return { overtaken: true };
  return { overtaken: false, outcome: await operator.perform(updateSession(plan.undo, ids, plan.kind)) };
};
