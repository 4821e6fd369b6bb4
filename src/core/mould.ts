import { escapedEnd, plainEnd, textOf } from './plain-bytes.ts';
import { same, stretch, type Stretch } from './stretch.ts';
import { viewOf } from './view-of.ts';

/**
 * A frame as the stretches between the texts of some fields, its gaps: what differs only in these has its meaning but for
 * them. Their texts are plain; a delta may have escapes of two characters.
 */
export type Mould = {
  /** One more than there are gaps. Each that follows a gap begins with the quote that ends the string in it. */
  readonly stretches: readonly Stretch[];
  /** Which gap holds the delta, or -1. */
  readonly delta: number;
  /** Which gap holds the event's id, or -1. */
  readonly id: number;
};

/** For each gap of a frame the places in front of and behind its text. */
export type Places = number[];

const quote = 0x22;
const colon = 0x3a;
const comma = 0x2c;
const brace = 0x7d;

/** A frame of more bytes is not looked at. */
const most = 4096;

/** The place behind a number or a word that begins at `from`. */
const scalarEnd = (bytes: Uint8Array, from: number, to: number): number => {
  let at = from;
  while (at < to && bytes[at] !== comma && bytes[at] !== brace && bytes[at] !== quote) at += 1;
  return at;
};

/**
 * Finds the fields of these names that are strings in a frame that is known to be a JSON object: says which there are, and
 * sets their `places`. Undefined when the frame is not flat and plain: for white space in front of a string, other escapes, a
 * value that holds strings, characters beyond Latin letters.
 */
export const gapsOf = (
  bytes: Uint8Array,
  from: number,
  to: number,
  names: ReadonlySet<string>,
  places: Places,
): readonly string[] | undefined => {
  if (to - from > most) return undefined;
  const found = new Set<string>();
  const gaps: string[] = [];
  let at = from;
  do {
    const keyEnd = plainEnd(bytes, at + 2, to);
    if (bytes[at + 1] !== quote || bytes[keyEnd] !== quote || bytes[keyEnd + 1] !== colon) return undefined;
    const name = textOf(bytes, at + 2, keyEnd);
    // Of a field that comes twice the last one counts, which a gap does not know.
    if (found.has(name)) return undefined;
    found.add(name);
    const value = keyEnd + 2;
    if (bytes[value] === quote) {
      const end = name === 'delta' ? escapedEnd(bytes, value + 1, to) : plainEnd(bytes, value + 1, to);
      if (bytes[end] !== quote) return undefined;
      if (names.has(name)) {
        places[2 * gaps.length] = value + 1;
        places[2 * gaps.length + 1] = end;
        gaps.push(name);
      }
      at = end + 1;
    } else at = scalarEnd(bytes, value, to);
  } while (bytes[at] === comma);
  return bytes[at] === brace && at === to - 1 ? gaps : undefined;
};

/** The mould of the frame between two places whose gaps have these names; of them it keeps those that are `kept`. */
export const mouldOf = (
  bytes: Uint8Array,
  from: number,
  to: number,
  names: readonly string[],
  places: Places,
  kept: ReadonlySet<string>,
): Mould => {
  const view = viewOf(bytes);
  const stretches: Stretch[] = [];
  let [delta, id] = [-1, -1];
  let at = from;
  for (let gap = 0; gap < names.length; gap += 1) {
    const name = names[gap] ?? '';
    if (!kept.has(name)) continue;
    if (name === 'delta') delta = stretches.length;
    if (name === 'event_id') id = stretches.length;
    stretches.push(stretch(view, at, places[2 * gap] ?? 0));
    at = places[2 * gap + 1] ?? 0;
  }
  stretches.push(stretch(view, at, to));
  return { stretches, delta, id };
};

/**
 * Whether the frame between two places differs from the mould's only in the texts of its gaps; then it is JSON that needs
 * no more escaping, and `places` are, for each gap, the places in front of and behind its text.
 */
export const fits = (
  { stretches, delta }: Mould,
  bytes: Uint8Array,
  from: number,
  to: number,
  places: Places,
): boolean => {
  if (to - from > most) return false;
  const view = viewOf(bytes);
  let at = from;
  for (let gap = -1; gap < stretches.length - 1; gap += 1) {
    if (gap >= 0) {
      places[2 * gap] = at;
      at = gap === delta ? escapedEnd(bytes, at, to) : plainEnd(bytes, at, to);
      places[2 * gap + 1] = at;
    }
    const next = stretches[gap + 1];
    if (next === undefined || at + next.length > to || !same(next, view, at)) return false;
    at += next.length;
  }
  return at === to;
};
