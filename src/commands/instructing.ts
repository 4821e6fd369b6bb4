import { SidebandError, type ExitName } from '../core/error.ts';
import {
  applyChange,
  currentSession,
  knownSession,
  planChange,
  revertChange,
  undoFor,
  type Change,
  type Plan,
} from '../core/instruct.ts';
import type { ConfigChange } from '../core/config-diff.ts';
import type { Operator } from '../core/operator.ts';
import type { Ids } from '../core/ports.ts';
import type { Session } from '../core/session.ts';
import type { Outcome } from '../core/settle.ts';
import { changedBy } from '../core/undo.ts';
import { diffFields } from '../ui/config-diff.ts';
import type { Changed, Remembered, UndoLog } from '../io/undo.ts';
import { exitOfOutcome } from './acting.ts';

/** Who changes sessions, and remembers what was there before. */
export type Instructing = { readonly operator: Operator; readonly ids: Ids; readonly undos: UndoLog };

/** What came of a change. `made` takes it back; `read` is false when it was not made because the session was not told. */
export type Made = {
  readonly outcome: Outcome;
  readonly read: boolean;
  readonly made: Remembered | undefined;
};

/**
 * Makes a change. With `needed` the session before it is read where it is not known, and nothing is changed when it is
 * not told; else nothing more is sent than the change, which then cannot be taken back.
 */
export const makeChange = async (
  { operator, ids, undos }: Instructing,
  change: Change,
  how: {
    readonly needed: boolean;
    readonly within?: number | undefined;
    readonly planned?: (plan: Plan) => void;
  },
): Promise<Made> => {
  const { needed, within } = how;
  let before = knownSession(operator.session());
  if (before === undefined && needed) {
    const current = await currentSession(operator, ids, 'instruct', within);
    if (current.config === undefined) return { outcome: current.outcome, read: false, made: undefined };
    before = current.config;
  }
  const plan = planChange(change, before);
  how.planned?.(plan);
  const outcome = await applyChange(operator, plan, ids, within);
  const undo = undoFor(plan, outcome);
  const made = undo === undefined ? undefined : { id: ids('event'), undo };
  if (made !== undefined) undos.add(made);
  else if (before === undefined && outcome.outcome === 'confirmed') undos.add({ id: ids('event'), undo });
  return { outcome, read: true, made };
};

/** What came of taking a change back, in words of ours but for `said`. */
export type TakenBack = {
  readonly outcome: Outcome['outcome'];
  readonly exit: ExitName;
  readonly note?: string;
  readonly said?: string;
  readonly code?: string;
  /** What others changed in between: for `outcome` refused. */
  readonly changes?: readonly ConfigChange[];
};

/** Takes a change back, unless somebody changed the same in between; `force` does so all the same. */
export const takeBack = async (
  { operator, ids, undos }: Instructing,
  { id, undo }: Remembered,
  how: { readonly force?: boolean; readonly within?: number | undefined } = {},
): Promise<TakenBack> => {
  const reverted = await revertChange(operator, undo, ids, how);
  if (reverted.taken) {
    const { outcome } = reverted;
    if (outcome.outcome === 'confirmed') undos.drop(id);
    return { ...asWords(outcome), ...(outcome.outcome === 'confirmed' ? { note: 'put back' } : {}) };
  }
  switch (reverted.why) {
    case 'as it was':
      undos.drop(id);
      return {
        outcome: 'confirmed',
        exit: 'ok',
        note: 'it is as it was before already; nothing was changed',
      };
    case 'unread':
      return {
        ...asWords(reverted.outcome),
        note: 'not put back, because the present session could not be read',
      };
    default: {
      const who = blame(operator.session(), reverted.changes);
      return {
        outcome: 'refused',
        exit: 'refused',
        note: `not put back: ${who}; --force puts it back all the same; now`,
        said: diffFields(reverted.changes).trim(),
        changes: reverted.changes,
      };
    }
  }
};

const asWords = (outcome: Outcome): Pick<TakenBack, 'outcome' | 'exit' | 'said' | 'code'> => {
  const said =
    outcome.outcome === 'refused'
      ? outcome.said
      : outcome.outcome === 'confirmed'
        ? undefined
        : outcome.reason;
  return {
    outcome: outcome.outcome,
    exit: exitOfOutcome(outcome.outcome),
    ...(said === undefined ? {} : { said }),
    ...(outcome.outcome === 'refused' && outcome.code !== undefined ? { code: outcome.code } : {}),
  };
};

const blame = (session: Session, changes: readonly ConfigChange[]): string => {
  const whose = changedBy(session.configs, changes);
  if (whose === undefined) return 'it was changed in between';
  return whose.ours ? 'it was changed again from here' : 'somebody else changed it in between';
};

/** The change that is to be taken back. Throws (`usage`) when there is none, or nobody knows what was there before it. */
export const takenBack = (last: Changed | undefined, none: SidebandError): Remembered => {
  if (last === undefined) throw none;
  const { id, undo } = last;
  if (undo !== undefined) return { id, undo };
  throw new SidebandError('usage', 'what was there before the last change is not known; nothing was sent', {
    hint: 'a plain change is sent without reading the session first; one with --append, --diff or --for reads it, and can be taken back',
  });
};

/** What to tell who wants to take back what is not there. */
export const nothingToTakeBack = (): SidebandError =>
  new SidebandError('usage', 'no change to take back: none is remembered for this call', {
    hint: 'a change made by instruct on this machine is, when the session was known before it (--append, --diff, --for read it)',
  });

/** What to tell who wants to take back what was not changed on this connection. */
export const nothingToTakeBackHere = (): SidebandError =>
  new SidebandError('usage', 'no change to take back: none was made here', {
    hint: 'rt-sideband instruct CALL --revert also takes back what other programs on this machine changed',
  });

/** What to tell who wants to take back and to change at once. */
export const onlyTakesBack = (): SidebandError =>
  new SidebandError('usage', '--revert takes the last change back, and changes nothing else');
