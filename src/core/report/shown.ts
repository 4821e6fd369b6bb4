import type { Safe } from '../ports.ts';
import { escapeJson, escapeText } from '../safe.ts';
import { hideKeys, looksLikeKey } from '../secret-shapes.ts';

/** Text of one item that is shown, in characters; a page is read by people. */
const longest = 20_000;

/** JSON's own escapes undone, however deep they were nested, so that a key spelled with them is seen. */
const spelledOut = (text: string): string =>
  text.replaceAll(/\\+u([0-9a-f]{4})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

/** Text from anywhere without what looks like a key, also where a key is spelled with JSON's escapes. */
export const withoutKeys = (text: string): string => {
  const hidden = hideKeys(text);
  if (!hidden.includes('\\u')) return hidden;
  const plain = spelledOut(hidden);
  return looksLikeKey(plain) ? hideKeys(plain) : hidden;
};

/** Text from anywhere as a page shows it: without keys, what hides or reorders spelled out, lines kept. */
export const shown = (text: string, max = longest): Safe =>
  escapeText(withoutKeys(text), { block: true, max });

/** The same on one line, for names and titles. */
export const shortly = (text: string, max = 200): Safe => escapeText(withoutKeys(text), { max });

/** A frame's text without keys, characters that hide or reorder written as JSON escapes. */
export const shownFrame = (text: string, max = 64 * 1024): Safe => {
  const hidden = withoutKeys(text);
  return escapeJson(hidden.length > max ? `${hidden.slice(0, max)}… +${hidden.length - max} chars` : hidden);
};
