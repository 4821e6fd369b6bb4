import { clientEventNames, eventNames } from '../core/catalogue.ts';
import { completeSlash, type Completion } from '../core/complete-slash.ts';
import { SidebandError } from '../core/error.ts';
import type { CallId } from '../core/ids.ts';
import type { ToolSeen } from '../core/visit.ts';
import type { Clock, Safe, Sink } from '../core/ports.ts';
import { recall } from '../core/recall.ts';
import { escapeText, safe } from '../core/safe.ts';
import { newSession, type Session } from '../core/session.ts';
import { parseLine } from '../core/slash.ts';
import type { Trouble } from '../core/troubles/trouble.ts';
import type { Desk } from './desk.ts';
import { lineCommands } from './lines/index.ts';
import type { Answer, Danger } from './lines/line-command.ts';
import { narrowing, type Narrowing } from './narrowing.ts';

/** Where the lines of an operator are carried out, and what they need to know of the call. */
export type Workplace = {
  /** What a line could go on with. */
  readonly complete: (line: string) => Completion;
  /** The command on a line, carried out. Rejects with a SidebandError of kind `usage` for what is none. */
  readonly carryOut: (line: string) => Promise<Answer>;
  /** Learns of the call. */
  readonly sink: Sink;
  /** What is to be shown, as `/only` and `/filter` have it. */
  readonly narrowed: Pick<Narrowing, 'wants' | 'words'>;
  /** From now on things can be sent. */
  readonly sit: (desk: Desk) => void;
};

/** What a workplace is made of. */
export type WorkplaceSettings = {
  readonly readOnly: boolean;
  /** Asked before what cannot be taken back; undefined when there is nobody to ask. */
  readonly sure: ((danger: Danger) => Promise<boolean>) | undefined;
  /** The call that is attached, or another one, in a few words, with which a question begins. */
  readonly target: (session: Session, other: CallId | undefined) => Safe;
  /** The function calls that other commands on this machine saw open, and this session was told nothing about. */
  readonly earlierTools: (session: Session) => readonly ToolSeen[];
  readonly clock: Clock;
  /** The ids of calls that ring, as far as this machine was told. */
  readonly ringing: () => readonly string[];
  readonly troubles: () => readonly Trouble[];
  /** The numbers of the call so far. */
  readonly numbers: () => Safe;
};

/** How many numbers of events are offered at most. */
const mostOffered = 20;

/** A workplace without a desk: there is no way to send yet. */
export const workplace = ({
  readOnly,
  sure,
  target,
  ringing,
  earlierTools,
  clock,
  troubles,
  numbers,
}: WorkplaceSettings): Workplace => {
  const remembered = recall();
  let session = newSession;
  let desk: Desk | undefined;
  const narrowed = narrowing();

  const carryOut = async (line: string): Promise<Answer> => {
    const { command, words } = parseLine(line, lineCommands);
    const { name } = command;
    const ready = command.ready(words);
    if (ready.sends === false) {
      return ready.act({
        session,
        now: clock.now().wall,
        earlierTools: () => earlierTools(session),
        recall: remembered,
        troubles,
        numbers,
        commands: lineCommands,
        narrow: narrowed.set,
      });
    }
    if (desk === undefined) {
      const why = readOnly ? 'this call was attached with --read-only' : 'not attached yet';
      throw new SidebandError('usage', `/${name} not sent: ${why}`);
    }
    if (ready.sends === 'nothing') return { kind: 'text', text: await ready.act(desk), verbatim: true };
    const { danger, about } = ready;
    if (about === desk.callId) {
      const hint = 'it rings no more; /hangup ends it';
      throw new SidebandError('usage', `/${name} not sent: this is the call that is attached`, { hint });
    }
    if (danger !== undefined) {
      if (sure === undefined) throw new SidebandError('usage', danger.why, { hint: danger.hint });
      const question = safe`${target(session, about)}: ${danger.question}`;
      if (!(await sure({ ...danger, question }))) {
        return { kind: 'text', text: safe`${escapeText(`/${name}`)} not sent: not confirmed` };
      }
    }
    const given = line
      .trim()
      .slice(name.length + 1)
      .trim();
    const result = await desk.perform({ verb: `/${name}`, words: given }, ready.act, about);
    return { kind: 'result', result };
  };

  return {
    complete: (line) =>
      completeSlash(line, lineCommands, {
        session,
        eventTypes: [...eventNames, ...clientEventNames],
        numbers: (digits) => remembered.newest(digits, mostOffered),
        earlierTools: () => earlierTools(session),
        ringing,
      }),
    carryOut,
    sink: {
      write(entry) {
        ({ session } = entry);
        remembered.write(entry);
      },
    },
    narrowed,
    sit: (at) => {
      desk = at;
    },
  };
};
