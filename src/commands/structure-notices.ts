import { fold } from '../core/fold.ts';
import type { Entry, Safe, Sink } from '../core/ports.ts';
import { Row } from '../core/row.ts';
import { escapeText, safe } from '../core/safe.ts';
import { newSession, type Session } from '../core/session.ts';
import { structuralGap } from '../core/structure.ts';
import type { Voice } from './voice.ts';

/** How often the same thing is said before it is taken as known. */
const often = 5;

/** Entries that are looked at together at most. */
const most = 256;

/**
 * Says on stderr when an entry shows that something before it is missing, though the connection was never lost. Looks at
 * a batch at a time: the session before each entry is needed, and that is cheap only while one is made of the other.
 */
export const structureNotices = (voice: Voice, label: Safe = safe``): Sink => {
  let session = newSession;
  let batch: Entry[] = [];
  const said = new Map<string, number>();

  const look = (before: Session, entry: Entry): void => {
    const missing = structuralGap(before, entry);
    if (missing === undefined) return;
    const times = (said.get(missing) ?? 0) + 1;
    said.set(missing, times);
    if (times > often) return;
    const last = times === often ? safe` (not said again)` : safe``;
    voice.always(
      safe`${label}warning: event #${entry.seq} shows that something is missing: ${escapeText(missing)}${last}`,
    );
  };
  const lookAtAll = (): void => {
    if (batch.length === 0) return;
    const now = fold(session, batch, look);
    const last = batch.at(-1);
    // One session serves all: who asks for it now need not make it, and no second line of versions grows beside it.
    session = last instanceof Row ? last.settle(now) : now;
    batch = [];
  };

  return {
    write(entry) {
      batch.push(entry);
      if (batch.length >= most) lookAtAll();
    },
    flush: lookAtAll,
    close: lookAtAll,
  };
};
