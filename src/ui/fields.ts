import type { Line } from '../core/definition.ts';
import type { Safe } from '../core/ports.ts';
import { escapeText } from '../core/safe.ts';

/** Values longer than this are cut, with a count of what is missing. */
const longest = 600;

const needsQuotes = /[^\x21\x23-\x3c\x3e-\x5b\x5d-\x7e]/;
const isWord = (text: string): boolean => text !== '' && !needsQuotes.test(text);

// Quotes and backslashes added to safe text leave it safe.
const quoted = (value: Safe): Safe =>
  `"${value.includes('"') || value.includes('\\') ? value.replace(/["\\]/g, '\\$&') : value}"` as Safe;

/** A value as logfmt has it: in quotes when it is empty or holds a space, a quote, an equals sign or a backslash. */
export const logValue = (
  value: string | number | boolean,
  options: { ascii?: boolean; max?: number } = {},
): Safe => {
  if (typeof value !== 'string') return String(value) as Safe;
  const { ascii = false, max = longest } = options;
  // Most values are ids and words, which one test tells.
  if (value.length <= max && isWord(value)) return value as Safe;
  const escaped = escapeText(value, { ascii, max });
  return isWord(escaped) ? escaped : quoted(escaped);
};

const quotedFor = Uint8Array.from({ length: 256 }, (_, byte) =>
  needsQuotes.test(String.fromCharCode(byte)) ? 1 : 0,
);

/** Whether plain text, between two places in bytes, is in quotes as a value; text with escapes of JSON is. */
export const isQuoted = (bytes: Uint8Array, from: number, to: number): boolean => {
  for (let at = from; at < to; at += 1) if (quotedFor[bytes[at] ?? 0] === 1) return true;
  return from === to;
};

/** `logValue` for words of ours, of which there are few: each is looked at once. */
export const logWord = (word: string): Safe => {
  const known = words.get(word);
  if (known !== undefined) return known;
  const value = logValue(word);
  // Should some of them hold a number after all, memory stays bounded.
  if (words.size < 500) words.set(word, value);
  return value;
};
const words = new Map<string, Safe>();

/** Fields as ` key=value` one behind the other, each with its space before it; what is undefined is left out. */
export const logFields = (
  fields: NonNullable<Line['fields']>,
  options: { ascii?: boolean; hidden?: ReadonlySet<string> } = {},
): Safe => {
  let out = '';
  for (const key of Object.keys(fields)) {
    const value = fields[key];
    if (value !== undefined && options.hidden?.has(key) !== true)
      out += ` ${key}=${logValue(value, options)}`;
  }
  // Keys are our own words.
  return out as Safe;
};
