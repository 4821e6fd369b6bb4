import { SidebandError } from '../../core/error.ts';
import type { CallId } from '../../core/ids.ts';
import type { ToolSeen } from '../../core/visit.ts';
import type { LineWords } from '../../core/line-words.ts';
import type { Safe } from '../../core/ports.ts';
import type { Recall } from '../../core/recall.ts';
import type { Session } from '../../core/session.ts';
import type { LineForm } from '../../core/slash.ts';
import type { Trouble } from '../../core/troubles/trouble.ts';
import type { Desk } from '../desk.ts';
import type { Result } from '../result.ts';
import type { Narrowed, NarrowedBy } from '../narrowing.ts';

/** What a line led to. */
export type Answer =
  /** `verbatim` is not broken between words on a terminal: it may be copied. */
  | { readonly kind: 'text'; readonly text: Safe; readonly verbatim?: true }
  | { readonly kind: 'result'; readonly result: Result }
  | { readonly kind: 'quit' };

/** What every line can look at, and change on this side of the call. */
export type Place = {
  readonly session: Session;
  readonly recall: Recall;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  /** The function calls that other commands on this machine saw open, and this session was told nothing about. */
  readonly earlierTools: () => readonly ToolSeen[];
  /** What is wrong now, the most urgent first. */
  readonly troubles: () => readonly Trouble[];
  /** The numbers of the call so far. */
  readonly numbers: () => Safe;
  /** Every line command there is. */
  readonly commands: readonly LineForm[];
  /** From now on this side of the narrowing is so; what is shown in all is told in words, undefined when it is all. */
  readonly narrow: (by: NarrowedBy, to: Narrowed | undefined) => Safe | undefined;
};

/** A question before something that cannot be taken back, and what to tell where nobody can be asked. */
export type Danger = { readonly question: Safe; readonly why: string; readonly hint: string };

/** A line that was understood, not yet carried out. */
export type Ready =
  | { readonly sends: false; readonly act: (place: Place) => Answer }
  | {
      readonly sends: true;
      /** To be asked first; undefined when there is no danger, or when `--yes` was given. */
      readonly danger: Danger | undefined;
      /** The call it is done to, where that is not the one that is attached. */
      readonly about?: CallId;
      readonly act: (desk: Desk) => Promise<Result>;
    }
  /** What would be sent, as `--dry-run` has it: it needs a desk, and sends nothing. */
  | { readonly sends: 'nothing'; readonly act: (desk: Desk) => Promise<Safe> };

/** One command of a line: how it is written, and what carrying it out does. */
export type LineCommand = LineForm & {
  /** Reads what follows the name. Throws a SidebandError of kind `usage`. */
  readonly ready: (words: LineWords) => Ready;
};

type Looking<T> = LineForm & {
  readonly sends: false;
  readonly read: (words: LineWords) => T;
  /** Throws a SidebandError of kind `usage` for what is not there. */
  readonly act: (asked: T, place: Place) => Answer;
};

type Sending<T> = LineForm & {
  readonly sends: true;
  readonly read: (words: LineWords) => T;
  /** What has to be confirmed. A command that has this takes `--yes`. */
  readonly danger?: (asked: T) => Danger | undefined;
  /** Rejects only for text that cannot be read (`usage`): what the wire does is a Result. */
  readonly act: (asked: T, desk: Desk) => Promise<Result>;
};

/** A line command; `--read-only` refuses one that sends. */
export const lineCommand = <T>(definition: Looking<T> | Sending<T>): LineCommand => {
  const { name, words, help, details, candidates } = definition;
  const form = {
    name,
    words,
    help,
    ...(details === undefined ? {} : { details }),
    ...(candidates === undefined ? {} : { candidates }),
  };
  if (!definition.sends) {
    const { flags, read, act } = definition;
    return {
      ...form,
      flags,
      ready: (given) => {
        const asked = read(given);
        return { sends: false, act: (place) => act(asked, place) };
      },
    };
  }
  const { flags, read, act, danger } = definition;
  return {
    ...form,
    flags: danger === undefined ? flags : [...flags, { name: '--yes' }],
    ready: (given) => {
      if (given.behind !== undefined) throw standsBehind(given.behind, name);
      const asked = read(given);
      const sure = given.values('--yes').length > 0;
      return {
        sends: true,
        danger: sure ? undefined : danger?.(asked),
        act: (desk) => act(asked, desk),
      };
    },
  };
};

/** What would be said to the caller, with whatever the flag was meant to do left undone. */
const standsBehind = (flag: string, name: string): SidebandError =>
  new SidebandError('usage', 'a flag stands before the text, not behind it; nothing was sent', {
    said: flag,
    hint: `/help ${name} tells its flags; text that ends so goes after a lone --`,
  });

/** Reads nothing: for commands without words. */
export const noWords = (words: LineWords): undefined => {
  if (words.text !== '') throw new SidebandError('usage', 'takes no words', { said: words.text });
};
