import type { Entry, Safe } from '../core/ports.ts';
import { escapeText, joinSafe, safe } from '../core/safe.ts';
import type { GapSeen } from '../core/session.ts';
import type { Gap } from '../core/signal.ts';
import { seconds } from '../core/words.ts';
import type { TimeColumn } from './time-column.ts';

/** A gap as three lines: how long and why, what was open then, and that nothing else is known. */
export const gapBlock = (gap: Gap, entry: Entry, clock: TimeColumn): readonly Safe[] => {
  const last = entry.session.gaps.at(-1);
  const seen = last?.seq === entry.seq ? last : undefined;
  const length = escapeText(seconds(gap.to.mono - gap.from.mono));
  return [
    safe`GAP of ${length}, ${clock(gap.from)} to ${clock(gap.to)}: ${escapeText(gap.cause, { max: 200 })}`,
    open(seen),
    safe`anything else in that time is not known`,
  ];
};

const count = (many: number, one: string): readonly Safe[] =>
  many === 0 ? [] : [escapeText(`${many} ${one}${many === 1 ? '' : 's'}`)];

const open = (seen: GapSeen | undefined): Safe => {
  if (seen === undefined) return safe`what was open then is not known`;
  const parts = [
    ...count(seen.responses.length, 'response'),
    ...count(seen.toolCalls.length, 'tool call'),
    ...(seen.userSpeaking ? [safe`the caller speaking`] : []),
  ];
  return parts.length === 0
    ? safe`nothing was open then`
    : safe`open then, outcome unknown: ${joinSafe(parts, ', ')}`;
};
