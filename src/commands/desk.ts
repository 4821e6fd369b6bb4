import type { ExitName } from '../core/error.ts';
import { applyChange, currentSession, planChange, revertChange, type Plan } from '../core/instruct.ts';
import type { Operator } from '../core/operator.ts';
import { say } from '../core/say.ts';
import type { Outcome } from '../core/settle.ts';
import type { Action } from '../core/slash.ts';
import { exitOfOutcome } from './acting.ts';
import type { Context } from './context.ts';
import { textArgument } from './words.ts';

/** What became of a command: one of the four words, and what the other side said (untrusted). */
export type Result = {
  readonly verb: string;
  readonly outcome: Outcome['outcome'];
  readonly exit: ExitName;
  /** Ours, in addition to the word. */
  readonly note?: string;
  readonly said?: string | undefined;
  readonly code?: string | undefined;
};

/** Where the commands that act on a call are carried out. */
export type Desk = {
  /** Carries a command out and waits for what becomes of it. Rejects only for text that cannot be read (`usage`). */
  perform(action: Sending): Promise<Result>;
  /** Puts back what was changed for a while only, now. */
  putBack(): Promise<void>;
};

/** The actions that send. */
export type Sending = Extract<Action, { do: 'say' | 'instruct' }>;

/**
 * A desk on a call. `later` is told what becomes of a change that is taken back by itself, `queued` that words have to
 * wait behind a running response.
 */
export const desk = (
  operator: Operator,
  context: Context,
  tell: { readonly later: (result: Result) => void; readonly queued: () => void },
): Desk => {
  const { clock, ids } = context;
  const temporary = new Map<AbortController, Promise<void>>();

  const putBackLater = (plan: Plan, ms: number): void => {
    const now = new AbortController();
    const done = clock.sleep(ms, now.signal).then(async () => {
      const reverted = await revertChange(operator, plan, ids);
      temporary.delete(now);
      tell.later(
        reverted.overtaken
          ? {
              verb: '/instruct --for',
              outcome: 'refused',
              exit: 'refused',
              said: 'not put back: somebody else changed it in between',
            }
          : {
              ...told('/instruct --for', reverted.outcome),
              ...(reverted.outcome.outcome === 'confirmed' ? { note: 'put back' } : {}),
            },
      );
    });
    temporary.set(now, done);
  };

  const saying = async (action: Extract<Action, { do: 'say' }>): Promise<Result> => {
    const said = await say(
      operator,
      {
        text: await textOf(action.text, context),
        as: action.as,
        loosely: action.loosely,
        collision: action.interrupt ? 'interrupt' : 'queue',
        wait: true,
        timeout: 30_000,
        queued: tell.queued,
      },
      ids,
      clock,
    );
    const result = told('/say', said);
    const exit = 'timeout' in said && said.timeout ? 'timeout' : result.exit;
    if (said.outcome !== 'confirmed') return { ...result, exit };
    return { ...result, note: action.as === 'user' ? 'answered:' : 'said:', said: `"${said.spoken}"` };
  };

  const instructing = async (action: Extract<Action, { do: 'instruct' }>): Promise<Result> => {
    const change = {
      ...(action.text === undefined ? {} : { instructions: await textOf(action.text, context) }),
      append: action.append,
      set: action.set,
    };
    let before;
    if (action.append || action.for !== undefined) {
      const current = await currentSession(operator, ids);
      if (current.config === undefined) {
        return {
          ...told('/instruct', current.outcome),
          note: 'the session could not be read, nothing was changed',
        };
      }
      before = current.config;
    }
    const plan = planChange(change, before);
    const outcome = await applyChange(operator, plan, ids);
    const result = told('/instruct', outcome);
    if (outcome.outcome !== 'confirmed') return result;
    if (action.for === undefined) return { ...result, note: 'the session shows the change' };
    putBackLater(plan, action.for);
    return { ...result, note: `the session shows the change; put back in ${action.for / 1000} s` };
  };

  return {
    perform: (action) => (action.do === 'say' ? saying(action) : instructing(action)),
    async putBack() {
      for (const now of temporary.keys()) now.abort();
      await Promise.all(temporary.values());
    },
  };
};

const textOf = (text: string, context: Context): Promise<string> =>
  text.startsWith('@') ? textArgument(text, context) : Promise.resolve(text);

const told = (
  verb: string,
  outcome: {
    readonly outcome: Outcome['outcome'];
    readonly code?: string;
    readonly said?: string;
    readonly reason?: string;
  },
): Result => ({
  verb,
  outcome: outcome.outcome,
  exit: exitOfOutcome(outcome.outcome),
  said: outcome.said ?? outcome.reason,
  code: outcome.code,
});
