import { highs, ones } from './ascii-bytes.ts';
import { viewOf } from './view-of.ts';

const quote = 0x22;
const backslash = 0x5c;

const stringEnd = (text: string, start: number): number => {
  for (let index = text.indexOf('"', start + 1); index !== -1; index = text.indexOf('"', index + 1)) {
    let first = index;
    while (text.charCodeAt(first - 1) === backslash) first -= 1;
    // Behind an even number of backslashes the quote is not escaped.
    if ((index - first) % 2 === 0) return index + 1;
  }
  return -1;
};

/**
 * The index behind the JSON value that begins at `start`, or -1 when it does not end. Only brackets and quotes are
 * looked at: text that is no JSON may have an end too. Linear, without recursion.
 */
export const valueEnd = (text: string, start: number): number => {
  const first = text.charCodeAt(start);
  if (first === quote) return stringEnd(text, start);
  if (first !== 0x7b && first !== 0x5b) {
    const scalar = /[^\s,\]}]+/y;
    scalar.lastIndex = start;
    return scalar.test(text) ? scalar.lastIndex : -1;
  }
  let depth = 0;
  for (let index = start; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit === quote) {
      const end = stringEnd(text, index);
      if (end === -1) return -1;
      index = end - 1;
    } else if (unit === 0x7b || unit === 0x5b) depth += 1;
    else if (unit === 0x7d || unit === 0x5d) {
      depth -= 1;
      if (depth === 0) return index + 1;
    }
  }
  return -1;
};

/** The place of the quote that ends a string whose text begins at `from`. */
const quoteAt = (view: DataView, from: number, to: number): number => {
  let at = from;
  while (at < to) {
    at = spanEnd(view, at, to);
    if (at < to && view.getUint8(at) === quote) return at;
    // What is escaped is skipped.
    at += 2;
  }
  return to;
};

/** The place of the first quote or backslash; most of a string is skipped four bytes at a time. */
const spanEnd = (view: DataView, from: number, to: number): number => {
  let at = from;
  while (at + 4 <= to) {
    const four = view.getInt32(at);
    const quotes = four ^ (quote * ones);
    const backslashes = four ^ (backslash * ones);
    if (((((quotes - ones) & ~quotes) | ((backslashes - ones) & ~backslashes)) & highs) !== 0) break;
    at += 4;
  }
  while (at < to && view.getUint8(at) !== quote && view.getUint8(at) !== backslash) at += 1;
  return at;
};

/** What `valueEnd` says of an object or a list in the UTF-8 between two places. */
export const objectEnd = (bytes: Uint8Array, from: number, to: number): number => {
  const view = viewOf(bytes);
  let depth = 0;
  for (let index = from; index < to; index += 1) {
    const byte = bytes[index];
    if (byte === quote) index = quoteAt(view, index + 1, to);
    else if (byte === 0x7b || byte === 0x5b) depth += 1;
    else if (byte === 0x7d || byte === 0x5d) {
      depth -= 1;
      if (depth === 0) return index + 1;
    }
  }
  return -1;
};

/** The text of a top-level field of valid JSON, exactly as it stands there; of several, the last, as in JSON.parse. */
export const fieldText = (json: string, key: string): string | undefined => {
  const gap = /[\s,:{]*/y;
  const skip = (index: number): number => {
    gap.lastIndex = index;
    gap.test(json);
    return gap.lastIndex;
  };
  let found: string | undefined;
  for (let index = skip(0); json.charCodeAt(index) === quote;) {
    const nameEnd = stringEnd(json, index);
    const colon = json.indexOf(':', nameEnd);
    const white = /[\s]*/y;
    white.lastIndex = colon + 1;
    white.test(json);
    const start = white.lastIndex;
    const end = valueEnd(json, start);
    if (nameEnd === -1 || colon === -1 || end === -1) return undefined;
    if (JSON.parse(json.slice(index, nameEnd)) === key) found = json.slice(start, end);
    index = skip(end);
  }
  return found;
};
