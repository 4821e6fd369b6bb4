import { digits } from '../core/digits.ts';
import type { Line } from '../core/definition.ts';
import { lineOf } from '../core/line.ts';
import { perMoment } from '../core/per-moment.ts';
import { Piece, type Like } from '../core/piece.ts';
import type { Entry, Safe } from '../core/ports.ts';
import type { Instant } from '../core/signal.ts';
import { viewOf, viewOnText } from '../core/view-of.ts';
import { isQuoted } from './fields.ts';
import type { Quick } from './view.ts';

/** What stands in a line before its number, between its time and its text, and behind its text. */
export type LineParts = { readonly before: Safe; readonly between: Safe; readonly behind: Safe };

/** What stands in a line before a text that is not empty. */
export const textKey = ' text=';

const quote = 0x22;
const backslash = 0x5c;
const newline = 0x0a;

/** More than a number takes, two quotes and the newline. */
const around = 32;

/**
 * The lines of the pieces of a text as bytes: of one text they differ in number, time and text, so that their parts are
 * made once. Pieces are plain but for escapes, and too short to be cut.
 */
export const pieceLine = (
  partsOf: (entry: Entry, said: Line) => LineParts,
  timeOf: (at: Instant) => Safe,
): Quick => {
  let like: Like | undefined;
  // All parts one behind the other, and where each of them ends.
  let parts = viewOnText('');
  let [beforeEnd, betweenEnd, textEnd] = [0, 0, 0];
  const viewOnTime = perMoment((at) => viewOnText(timeOf(at)));

  const learn = (entry: Entry): void => {
    const { before, between, behind } = partsOf(entry, lineOf(entry));
    // The call's id, the types of pieces and words of ours are ASCII.
    beforeEnd = before.length;
    betweenEnd = beforeEnd + between.length;
    textEnd = betweenEnd + textKey.length;
    parts = viewOnText(before + between + textKey + behind);
  };

  return {
    takes: ({ event, duplicate, whose }) =>
      event instanceof Piece && duplicate !== true && whose === undefined,
    put(entry, into) {
      const { event, signal } = entry;
      if (!(event instanceof Piece)) return false;
      const { bytes: source, from, to } = event;
      const quoted = from < to && isQuoted(source, from, to);
      if (quoted && isEscaped(source, from, to)) return false;
      if (event.like !== like) {
        like = event.like;
        learn(entry);
      }
      const time = viewOnTime(signal.at);
      const bytes = into.room(around + parts.byteLength + time.byteLength + to - from);
      into.copy(parts, 0, beforeEnd);
      into.end = digits(entry.seq, bytes, into.end);
      into.copy(time, 0, time.byteLength);
      into.copy(parts, beforeEnd, from === to ? betweenEnd : textEnd);
      if (quoted) into.end = oneByte(quote, bytes, into.end);
      into.copy(viewOf(source), from, to);
      if (quoted) into.end = oneByte(quote, bytes, into.end);
      into.copy(parts, textEnd, parts.byteLength);
      into.end = oneByte(newline, bytes, into.end);
      return true;
    },
  };
};

/** Whether text has escapes of JSON that are no quotes: these are written in a value as they are there. */
const isEscaped = (bytes: Uint8Array, from: number, to: number): boolean => {
  for (let at = from; at < to; at += 1) {
    if (bytes[at] !== backslash) continue;
    if (bytes[at + 1] !== quote) return true;
    at += 1;
  }
  return false;
};

const oneByte = (byte: number, into: DataView, at: number): number => {
  into.setUint8(at, byte);
  return at + 1;
};
