import type { Found } from './edits.ts';
import type { Finder } from './patterns.ts';

/** Codes within codes: nobody nests deeper. */
const deepest = 3;

const oneEscape = /%[0-9a-f]{2}/i;
const escapes = /(?:%[0-9a-f]{2})+/gi;
const runs = /(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{16,}={0,2}/g;
const printable = /^[\t\n\r\u0020-\u007e\u0080-\u00ff]+$/;

/** Text decoded, with where each of its characters stood: one more than there are, for the end. */
type Decoded = { readonly text: string; readonly at: readonly number[] };

const percentDecoded = (text: string): Decoded => {
  let out = '';
  const at: number[] = [];
  const take = (part: string, from: number, step: number): void => {
    for (let index = 0; index < part.length; index += 1) at.push(from + index * step);
    out += part;
  };
  let from = 0;
  for (const { 0: run, index } of text.matchAll(escapes)) {
    take(text.slice(from, index), from, 1);
    from = index + run.length;
    // Letters of one byte keep their places; of any other the whole run is one.
    if (/%[89a-f]/i.test(run)) take(utf8(run), index, 0);
    else take(utf8(run), index, 3);
  }
  take(text.slice(from), from, 1);
  at.push(text.length);
  return { text: out, at };
};

const utf8 = (escaped: string): string => {
  try {
    return decodeURIComponent(escaped);
  } catch {
    return escaped;
  }
};

/** What base64 stands for, if that is text. */
const base64Decoded = (run: string): string | undefined => {
  const base64 = run.replace(/=+$/, '').replaceAll('-', '+').replaceAll('_', '/');
  if (base64.length % 4 === 1 || !printable.test(atob(base64.slice(0, 16)))) return undefined;
  const bytes = atob(base64);
  if (!printable.test(bytes)) return undefined;
  if (!/[\u0080-\u00ff]/.test(bytes)) return bytes;
  try {
    return decodeURIComponent(
      bytes.replaceAll(/[%\u0080-\u00ff]/g, (byte) => `%${byte.charCodeAt(0).toString(16).padStart(2, '0')}`),
    );
  } catch {
    return undefined;
  }
};

/** Finds in a text what `find` finds, also where it is percent-encoded or in base64, which then goes as a whole. */
export const throughCodes =
  (find: Finder, depth = 0): Finder =>
  (text) => {
    const found: Found[] = [...find(text)];
    if (depth === deepest) return found;
    const deeper = throughCodes(find, depth + 1);
    if (oneEscape.test(text)) {
      const { text: plain, at } = percentDecoded(text);
      for (const { from, to, kind, value } of deeper(plain)) {
        const start = at[from] ?? 0;
        const end = endOf(at, to, text);
        if (end > start) found.push({ from: start, to: end, kind, value });
      }
    }
    if (text.length < 16) return found;
    for (const { 0: run, index } of text.matchAll(runs)) {
      const plain = base64Decoded(run);
      const [first] = plain === undefined ? [] : deeper(plain);
      if (first !== undefined) found.push({ ...first, from: index, to: index + run.length });
    }
    return found;
  };

/** Where something ends whose next character is the one at `to`: behind the whole of a code it ends in. */
const endOf = (at: readonly number[], to: number, text: string): number => {
  const last = at[to - 1] ?? 0;
  for (let index = to; index < at.length; index += 1) {
    const place = at[index] ?? 0;
    if (place > last) return place;
  }
  return text.length;
};
