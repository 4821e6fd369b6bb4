import { SidebandError } from '../core/error.ts';
import { only, type Filter } from '../core/filter.ts';
import type { Safe, Sink } from '../core/ports.ts';
import { recall, type Recall } from '../core/recall.ts';
import { escapeText, joinSafe, safe } from '../core/safe.ts';
import { newSession, type Session } from '../core/session.ts';
import { parseSlash, sends, type Action } from '../core/slash.ts';
import type { Desk, Result, Sending } from './desk.ts';
import { helpText, statsText } from './result-words.ts';

/** What a line led to. */
export type Answer =
  | { readonly kind: 'text'; readonly text: Safe }
  | { readonly kind: 'result'; readonly result: Result }
  | { readonly kind: 'quit' };

/** Asked before the instructions are replaced; rejects (kind `usage`) when there is nobody to ask. */
export type Sure = (action: Extract<Action, { do: 'instruct' }>) => Promise<boolean>;

/** What the lines of an operator work on. */
type Place = {
  readonly desk: Desk | undefined;
  readonly session: Session;
  readonly recall: Recall;
  readonly narrow: (filter: Filter | undefined) => void;
  readonly sure: Sure;
};

/** Where the lines of an operator are carried out, and what they need to know of the call. */
export type Workplace = {
  /** The command on a line, carried out. Rejects with a SidebandError of kind `usage` for what is none. */
  readonly carryOut: (line: string) => Promise<Answer>;
  /** Learns of the call. */
  readonly sink: Sink;
  /** Whether an entry is to be shown, as the last `/only` has it. */
  readonly wanted: Filter;
  /** From now on things can be sent. */
  readonly sit: (desk: Desk) => void;
};

/** A workplace without a desk: there is no way to send yet. */
export const workplace = (sure: Sure): Workplace => {
  const remembered = recall();
  let session = newSession;
  let desk: Desk | undefined;
  let narrowed: Filter | undefined;
  const narrow = (filter: Filter | undefined): void => {
    narrowed = filter;
  };
  return {
    carryOut: (line) => carryOut(line, { desk, session, recall: remembered, narrow, sure }),
    sink: {
      write(entry) {
        ({ session } = entry);
        remembered.write(entry);
      },
    },
    wanted: (entry) => narrowed?.(entry) !== false,
    sit: (at) => {
      desk = at;
    },
  };
};

const isSending = (action: Action): action is Sending => sends(action);

const carryOut = async (line: string, place: Place): Promise<Answer> => {
  const action = parseSlash(line);
  if (isSending(action)) {
    const at = place.desk;
    if (at === undefined) {
      throw new SidebandError('usage', `/${action.do} not sent: this call was attached with --read-only`);
    }
    if (
      action.do === 'instruct' &&
      action.text !== undefined &&
      !action.append &&
      !action.yes &&
      !(await place.sure(action))
    ) {
      return { kind: 'text', text: safe`/instruct not sent: not confirmed` };
    }
    return { kind: 'result', result: await at.perform(action) };
  }
  switch (action.do) {
    case 'quit':
      return { kind: 'quit' };
    case 'help':
      return { kind: 'text', text: helpText() };
    case 'stats':
      return { kind: 'text', text: statsText(place.session) };
    case 'show': {
      const text = place.recall.show(action.seq);
      if (text !== undefined) return { kind: 'text', text };
      throw new SidebandError('usage', `no event ${action.seq} here`, {
        hint: 'the last few thousand are remembered',
      });
    }
    default:
      place.narrow(action.globs.length === 0 ? undefined : only(action.globs));
      return {
        kind: 'text',
        text:
          action.globs.length === 0
            ? safe`showing everything again`
            : safe`showing only ${joinSafe(
                action.globs.map((glob) => escapeText(glob)),
                ', ',
              )}; /only without words shows everything again`,
      };
  }
};
