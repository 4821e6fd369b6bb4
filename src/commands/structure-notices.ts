import type { Entry, Safe, Sink } from '../core/ports.ts';
import { Row } from '../core/row.ts';
import { escapeText, safe } from '../core/safe.ts';
import { newSession, type Session } from '../core/session.ts';
import { structuralGap } from '../core/structure.ts';
import type { Voice } from './voice.ts';

/** How often the same thing is said before it is taken as known. */
const often = 5;

/**
 * Says on stderr when an entry shows that something before it is missing, though the connection was never lost. Belongs
 * in front of every sink that asks for sessions: it needs the one before each entry, which is there for nothing while
 * the session after it is made, and only then.
 */
export const structureNotices = (voice: Voice, label: Safe = safe``): Sink => {
  let last: Entry | undefined;
  const said = new Map<string, number>();

  const look = (before: Session, entry: Entry): void => {
    const missing = structuralGap(before, entry);
    if (missing === undefined) return;
    const times = (said.get(missing) ?? 0) + 1;
    said.set(missing, times);
    if (times > often) return;
    const end = times === often ? safe` (not said again)` : safe``;
    voice.always(
      safe`${label}warning: event #${entry.seq} shows that something is missing: ${escapeText(missing)}${end}`,
    );
  };
  // A batch is made in one go.
  const make = (): void => void last?.session;

  return {
    write(entry) {
      if (!(entry instanceof Row) || !entry.watch(look)) look(last?.session ?? newSession, entry);
      last = entry;
    },
    flush: make,
    close: make,
  };
};
