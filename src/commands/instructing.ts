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
import type { Remembered, UndoLog } from '../io/undo.ts';
import { exitOfOutcome } from './acting.ts';

/** Who changes sessions, and remembers what was there before. */
export type Instructing = { readonly operator: Operator; readonly ids: Ids; readonly undos: UndoLog };

/** What came of a change. `made` takes it back; `read` is false when it was not made because the session was not told. */
export type Made = {
  readonly outcome: Outcome;
  readonly read: boolean;
  readonly made: Remembered | undefined;
};

/** How long the session is waited for where the change could be made without it, in milliseconds. */
const patience = 2000;

/**
 * Makes a change. The session before it is read where it is not known, so that the change can be taken back; only with
 * `needed` nothing is changed when it is not told.
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
  if (before === undefined) {
    const limit = needed ? within : Math.min(patience, within ?? patience);
    const current = await currentSession(operator, ids, 'instruct', limit);
    if (current.config === undefined && needed) {
      return { outcome: current.outcome, read: false, made: undefined };
    }
    before = current.config;
  }
  const plan = planChange(change, before);
  how.planned?.(plan);
  const outcome = await applyChange(operator, plan, ids, within);
  const undo = undoFor(plan, outcome);
  const made = undo === undefined ? undefined : { id: ids('event'), undo };
  if (made !== undefined) undos.add(made);
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

/** What to tell who wants to take back what is not there. */
export const nothingToTakeBack = (): SidebandError =>
  new SidebandError('usage', 'no change to take back: none is remembered for this call', {
    hint: 'a change made by instruct on this machine is, when the session could be read before it',
  });

/** What to tell who wants to take back what was not changed on this connection. */
export const nothingToTakeBackHere = (): SidebandError =>
  new SidebandError('usage', 'no change to take back: none was made here, to settings that were known', {
    hint: 'rt-sideband instruct CALL --revert also takes back what other programs on this machine changed',
  });

/** What to tell who wants to take back and to change at once. */
export const onlyTakesBack = (): SidebandError =>
  new SidebandError('usage', '--revert takes the last change back, and changes nothing else');
