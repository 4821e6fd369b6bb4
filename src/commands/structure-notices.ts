import type { Safe, Sink } from '../core/ports.ts';
import { escapeText, safe } from '../core/safe.ts';
import { newSession } from '../core/session.ts';
import { structuralGap } from '../core/structure.ts';
import type { Voice } from './voice.ts';

/** How often the same thing is said before it is taken as known. */
const often = 5;

/** Says on stderr when an entry shows that something before it is missing, though the connection was never lost. */
export const structureNotices = (voice: Voice, label: Safe = safe``): Sink => {
  let before = newSession;
  const said = new Map<string, number>();
  return {
    write(entry) {
      const missing = structuralGap(before, entry);
      before = entry.session;
      if (missing === undefined) return;
      const times = (said.get(missing) ?? 0) + 1;
      said.set(missing, times);
      if (times > often) return;
      const last = times === often ? safe` (not said again)` : safe``;
      voice.always(
        safe`${label}warning: event #${entry.seq} shows that something is missing: ${escapeText(missing)}${last}`,
      );
    },
  };
};
