import type { CallId } from '../core/ids.ts';
import type { Operator } from '../core/operator.ts';
import type { Clock, Ids, Safe } from '../core/ports.ts';
import { undoLog, type UndoLog } from '../io/undo.ts';
import type { Asked, Audit } from './audit.ts';
import type { Context } from './context.ts';
import type { HttpDesk } from './http-desk.ts';
import type { OtherCall } from './other-call.ts';
import type { Result } from './result.ts';
import { textArgument } from './words.ts';

/** Where the commands that act on a call are carried out, and what they work with. */
export type Desk = {
  readonly callId: CallId;
  readonly operator: Operator;
  /** What changes the call over HTTP, and looks at it. */
  readonly http: HttpDesk;
  readonly ids: Ids;
  readonly clock: Clock;
  /** A call that rings, to be answered or turned away from here. */
  readonly other: (callId: CallId) => OtherCall;
  /** The changes of the session that can be taken back. */
  readonly undos: UndoLog;
  /** Words as they were given, or, after an `@`, what the file holds. Rejects (`usage`) when it cannot be read. */
  readonly textOf: (given: string) => Promise<string>;
  /** To be called when words have to wait behind a running response. */
  readonly queued: () => void;
  /** Says something while a command is carried out. */
  readonly meanwhile: (text: Safe) => void;
  /**
   * Carries a command out and keeps what came of it. All of them pass here, those that were put off included. One that is
   * `about` another call is kept there: it is nothing that was done to this one.
   */
  readonly perform: (asked: Asked, act: (desk: Desk) => Promise<Result>, about?: CallId) => Promise<Result>;
  /** Carries something out after `ms`, or when the desk is left; what becomes of it is told to `tell.later`. */
  readonly later: (ms: number, asked: Asked, act: (desk: Desk) => Promise<Result>) => void;
  /** Does now what was put off. */
  readonly leave: () => Promise<void>;
  /** Resolves when it is known what came of everything that was carried out. */
  readonly settled: () => Promise<void>;
};

/** What a desk tells by itself: what became of something put off, that words wait, how something long is going. */
export type Telling = {
  /** What came of every command, at once. */
  readonly came?: (result: Result) => void;
  readonly later: (result: Result) => void;
  readonly queued: () => void;
  readonly meanwhile: (text: Safe) => void;
};

/** A desk on a call. */
export const desk = (
  call: Pick<Desk, 'callId' | 'operator' | 'http' | 'other'> & { readonly audit: Audit },
  context: Context,
  tell: Telling,
): Desk => {
  const { clock, ids } = context;
  const waiting = new Map<AbortController, Promise<void>>();
  const underWay = new Set<Promise<unknown>>();
  const self: Desk = {
    ...call,
    ids,
    clock,
    undos: undoLog(context.state, call.callId),
    textOf: (given) => (given.startsWith('@') ? textArgument(given, context) : Promise.resolve(given)),
    queued: tell.queued,
    meanwhile: tell.meanwhile,
    async perform(asked, act, about) {
      const at = about === undefined ? call : call.other(about);
      const done = at.audit(asked, (hands) =>
        act({
          ...self,
          operator: hands.operator(self.operator),
          http: hands.http(at.http),
          async textOf(given) {
            const text = await self.textOf(given);
            if (text !== given) hands.words(text);
            return text;
          },
        }),
      );
      const told = done.then((result) => {
        if (about === undefined) tell.came?.(result);
        return result;
      });
      // What was told to nobody is none of its business: who asked for it hears of it.
      const over: Promise<void> = told.then(
        () => void underWay.delete(over),
        () => void underWay.delete(over),
      );
      underWay.add(over);
      return told;
    },
    later(ms, asked, act) {
      const now = new AbortController();
      const done = clock.sleep(ms, now.signal).then(async () => {
        const result = await self.perform(asked, act);
        waiting.delete(now);
        tell.later(result);
      });
      waiting.set(now, done);
    },
    async settled() {
      await Promise.all(underWay);
    },
    async leave() {
      // The last first: each finds what it left.
      for (const [now, done] of [...waiting].toReversed()) {
        now.abort();
        await done;
      }
    },
  };
  return self;
};
