import type { Clock, Link } from '../core/ports.ts';
import type { Signal } from '../core/signal.ts';

/** A link that takes notes also when its stream is over: what becomes of a hang-up is known only then. */
export type LateNotes = {
  readonly link: Link;
  /** From now on notes are kept here: the stream is over. */
  readonly begin: () => void;
  /** What was noted since; what comes later is lost. */
  readonly end: () => AsyncIterable<Signal>;
};

/** Notes of a link behind the end of its stream. */
export const lateNotes = (link: Link, clock: Clock): LateNotes => {
  let kept: Signal[] | undefined;
  return {
    link: {
      ...link,
      note(code, message) {
        if (kept === undefined) link.note?.(code, message);
        else kept.push({ at: clock.now(), kind: 'link', change: { to: 'notice', code, message } });
      },
    },
    begin: () => {
      kept ??= [];
    },
    async *end() {
      const notes = kept ?? [];
      kept = [];
      yield* notes;
    },
  };
};
