import type { Stamp } from './definition.ts';
import { Piece } from './piece.ts';
import type { Entry } from './ports.ts';
import { reduce, reducePieces } from './reduce.ts';
import { making } from './session-copy.ts';
import type { Session } from './session.ts';

/** Sees an entry and the session before it, which is good for as long as the call lasts. */
export type Look = (before: Session, entry: Entry) => void;

/**
 * What we believe after these entries, none left out, if `session` is what we believed before: what `reduce` gives for
 * one after the other, made in one go. `look` sees each of them, but of several pieces of one text, one right behind the
 * other, only the first.
 */
export const fold = (session: Session, entries: readonly Entry[], look?: Look): Session =>
  making(session, (making) => {
    let now = making;
    for (let index = 0; index < entries.length;) {
      const entry = entries[index];
      if (entry === undefined) break;
      look?.(now, entry);
      const run = runFrom(entries, index);
      now = likeOf(entry) === undefined ? one(now, entry) : several(now, entries, index, index + run);
      index += run;
    }
    return now;
  });

const stampOf = ({ seq, signal, whose }: Entry): Stamp => ({ seq, at: signal.at, whose });

const one = (session: Session, entry: Entry): Session =>
  reduce(session, entry.event, stampOf(entry), { duplicate: entry.duplicate === true });

const several = (session: Session, entries: readonly Entry[], from: number, to: number): Session => {
  const [first, last] = [entries[from], entries[to - 1]];
  if (first === undefined || last === undefined) return session;
  const pieces: Piece[] = [];
  for (let index = from; index < to; index += 1) {
    const event = entries[index]?.event;
    if (event instanceof Piece) pieces.push(event);
  }
  return reducePieces(session, pieces, stampOf(first), stampOf(last));
};

/** How many entries from this one on are pieces of one text, one right behind the other; at least one. */
const runFrom = (entries: readonly Entry[], from: number): number => {
  const like = likeOf(entries[from]);
  let to = from + 1;
  if (like !== undefined) while (likeOf(entries[to]) === like) to += 1;
  return to - from;
};

const likeOf = (entry: Entry | undefined): Piece['like'] | undefined =>
  entry?.event instanceof Piece && entry.duplicate !== true ? entry.event.like : undefined;
