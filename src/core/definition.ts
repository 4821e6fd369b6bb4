import type { ConfigChange } from './config-diff.ts';
import type { Raw } from './raw.ts';
import type { Session } from './session.ts';
import type { Instant } from './signal.ts';
import type { Whose } from './whose.ts';

/** The look of a line, chosen by meaning; ui/theme.ts knows the colours. */
export type Tone =
  | 'agent'
  | 'user'
  | 'system'
  | 'tool'
  | 'operator'
  | 'good'
  | 'warn'
  | 'bad'
  | 'quiet'
  | 'link';

/** Who a line is about. */
export type Who = 'user' | 'agent' | 'system' | 'tool' | 'operator' | 'server' | 'link';

/**
 * An event in one line. `label` is ours; `text` and the values of `fields` came from the wire and are untrusted.
 * `minor` lines are left out by `pretty` unless asked for (deltas, bookkeeping); `utterance` marks finished speech.
 */
export type Line = {
  readonly tone: Tone;
  readonly who: Who;
  readonly label: string;
  readonly text?: string | undefined;
  readonly fields?: Readonly<Record<string, string | number | boolean | undefined>>;
  /** What changed in the session: told by the views, each in its way. */
  readonly changes?: readonly ConfigChange[];
  readonly minor?: true;
  readonly utterance?: true;
  /** The agent's side is an interpreter here: who speaks are others, in another language. */
  readonly interpreted?: true;
};

/** Where in the stream an event stands: its number, its time, and whose doing it was. */
export type Stamp = {
  readonly seq: number;
  readonly at: Instant;
  readonly whose?: Whose | undefined;
};

/** A known event: its type and the fields we use of it. */
export type Known<Type extends string = string, Fields = unknown> = {
  readonly type: Type;
  readonly fields: Fields;
};

/** One event type in one place: how to read it, what it does to the session, how to say it. */
export type Definition<Type extends string = string, Fields = unknown> = {
  readonly type: Type;
  /** The fields we use, or undefined when the shape is not one we recognise (the event is then `unknown`). */
  readonly read: (raw: Raw) => Fields | undefined;
  /**
   * True for pieces of a text: of events that differ only in `delta`, one with all of their text, applied at the moment
   * of the first, does to the session what they do one by one. `read` then gives `delta` as it stands there, and `line`
   * differs only in its `text`, which is `delta`.
   */
  readonly joins?: true;
  readonly apply: (session: Session, fields: Fields, stamp: Stamp) => Session;
  /** `session` gives the one after the event: who does not ask for it spares its making. */
  readonly line: (fields: Fields, session: () => Session) => Line;
};

/** Defines an event type. Definitions of retired names give the GA type they mean as `type` of what they read. */
export const define = <const Type extends string, Fields>(
  type: Type,
  definition: Omit<Definition<Type, Fields>, 'type' | 'apply'> & {
    apply?: Definition<Type, Fields>['apply'];
  },
): Definition<Type, Fields> => ({ type, apply: (session) => session, ...definition });
