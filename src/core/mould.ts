import { plainEnd, textOf } from './plain-bytes.ts';

/** The fields that are never the same in two pieces of one text; all else of such frames is, byte for byte. */
const free: ReadonlySet<string> = new Set(['event_id', 'delta', 'obfuscation']);
const longest = 'obfuscation'.length;

/** A frame as the stretches between the values of its free fields: what differs only in these has its meaning. */
export type Mould = {
  /** One more than there are gaps. Each that follows a gap begins with the quote that ends the string in it. */
  readonly stretches: readonly Uint8Array[];
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
  return {
    // Copies: the frame's bytes are a part of everything that was read together with them.
    stretches: [...names, ''].map((_, gap) => bytes.slice(ends[2 * gap], ends[2 * gap + 1])),
    delta: names.indexOf('delta'),
    id: names.indexOf('event_id'),
  };
};

/**
 * Whether a frame differs from the mould's only in the text of the free fields; then it is JSON that needs no escaping,
 * and `places` are set.
 */
export const fits = ({ stretches, delta, id }: Mould, bytes: Uint8Array, places: Places): boolean => {
  let at = 0;
  for (let gap = -1; gap < stretches.length - 1; gap += 1) {
    if (gap >= 0) {
      const end = plainEnd(bytes, at);
      if (gap === delta) {
        places.from = at;
        places.to = end;
      } else if (gap === id) {
        places.idFrom = at;
        places.idTo = end;
      }
      at = end;
    }
    const stretch = stretches[gap + 1];
    if (stretch === undefined || at + stretch.length > bytes.length) return false;
    // From behind, for what tells moulds apart stands at the end of a stretch more often than at its beginning.
    for (let index = stretch.length - 1; index >= 0; index -= 1)
      if (bytes[at + index] !== stretch[index]) return false;
    at += stretch.length;
  }
  return at === bytes.length;
};
