import { plainEnd, textOf } from './plain-bytes.ts';
import { viewOf } from './view-of.ts';

/** The fields that are never the same in two pieces of one text; all else of such frames is, byte for byte. */
const free: ReadonlySet<string> = new Set(['event_id', 'delta', 'obfuscation']);
const longest = 'obfuscation'.length;

/**
 * Bytes that are compared eight at a time, as numbers: the last eight overlap those before. What is not equal as a number
 * differs; what is equal is the same, for no byte of JSON can begin a zero. Fewer than eight are compared one by one.
 */
type Stretch = { readonly length: number; readonly words: readonly number[] };

/** A frame as the stretches between the values of its free fields: what differs only in these has its meaning. */
export type Mould = {
  /** One more than there are gaps. Each that follows a gap begins with the quote that ends the string in it. */
  readonly stretches: readonly Stretch[];
  /** Which gap holds the piece of text. */
  readonly delta: number;
  /** Which gap holds the event's id, or -1. */
  readonly id: number;
};

/** Where a frame that fits has its own: the places in front of and behind the text of two gaps. */
export type Places = { from: number; to: number; idFrom: number; idTo: number };

const quote = 0x22;
const colon = 0x3a;
const comma = 0x2c;
const brace = 0x7d;

const step = 8;

/** A frame of more bytes is not looked at. */
const most = 4096;

const stretch = (view: DataView, from: number, to: number): Stretch => {
  const length = to - from;
  const words: number[] = [];
  if (length < step) for (let at = from; at < to; at += 1) words.push(view.getUint8(at));
  else {
    for (let at = from; at + step < to; at += step) words.push(view.getFloat64(at));
    words.push(view.getFloat64(to - step));
  }
  return { length, words };
};

const same = ({ length, words }: Stretch, view: DataView, from: number): boolean => {
  const last = words.length - 1;
  if (length < step) {
    for (let index = 0; index <= last; index += 1)
      if (view.getUint8(from + index) !== words[index]) return false;
    return true;
  }
  // From behind, for what tells moulds apart stands at the end of a stretch more often than at its beginning.
  if (view.getFloat64(from + length - step) !== words[last]) return false;
  for (let index = last - 1; index >= 0; index -= 1)
    if (view.getFloat64(from + step * index) !== words[index]) return false;
  return true;
};

/** The place behind a number or a word that begins at `from`. */
const scalarEnd = (bytes: Uint8Array, from: number): number => {
  let at = from;
  while (at < bytes.length && bytes[at] !== comma && bytes[at] !== brace && bytes[at] !== quote) at += 1;
  return at;
};

/**
 * The mould of a frame that is known to be a JSON object; undefined when it is not flat and plain: for white space in
 * front of a string, escapes, a value that holds strings, characters beyond Latin letters.
 */
export const mouldOf = (bytes: Uint8Array): Mould | undefined => {
  if (bytes.length > most) return undefined;
  const names: string[] = [];
  const ends = [0];
  let at = 0;
  do {
    const keyEnd = plainEnd(bytes, at + 2);
    if (bytes[at + 1] !== quote || bytes[keyEnd] !== quote || bytes[keyEnd + 1] !== colon) return undefined;
    const value = keyEnd + 2;
    if (bytes[value] === quote) {
      const end = plainEnd(bytes, value + 1);
      if (bytes[end] !== quote) return undefined;
      const name = keyEnd - at - 2 <= longest ? textOf(bytes, at + 2, keyEnd) : '';
      if (free.has(name)) {
        names.push(name);
        ends.push(value + 1, end);
      }
      at = end + 1;
    } else at = scalarEnd(bytes, value);
  } while (bytes[at] === comma);
  if (bytes[at] !== brace || at !== bytes.length - 1 || !names.includes('delta')) return undefined;
  // Of a field that comes twice the last one counts, which a gap does not know.
  if (new Set(names).size < names.length) return undefined;
  ends.push(bytes.length);
  const view = viewOf(bytes);
  return {
    stretches: [...names, ''].map((_, gap) => stretch(view, ends[2 * gap] ?? 0, ends[2 * gap + 1] ?? 0)),
    delta: names.indexOf('delta'),
    id: names.indexOf('event_id'),
  };
};

/**
 * Whether the frame between two places differs from the mould's only in the text of the free fields; then it is JSON that
 * needs no escaping, and `places` are set.
 */
export const fits = (
  { stretches, delta, id }: Mould,
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
      const end = plainEnd(bytes, at, to);
      if (gap === delta) {
        places.from = at;
        places.to = end;
      } else if (gap === id) {
        places.idFrom = at;
        places.idTo = end;
      }
      at = end;
    }
    const next = stretches[gap + 1];
    if (next === undefined || at + next.length > to || !same(next, view, at)) return false;
    at += next.length;
  }
  return at === to;
};
