import type { Found } from './edits.ts';

/** Finds in a text what must not stay there. */
export type Finder = (text: string) => readonly Found[];

/** All matches of a pattern as one kind; `value` says what a match is the same as. */
export const matching =
  (kind: string, pattern: RegExp, value: (match: string) => string = (match) => match): Finder =>
  (text) =>
    [...text.matchAll(pattern)].flatMap(({ 0: match, index }) =>
      match === '' ? [] : { from: index, to: index + match.length, kind, value: value(match) },
    );

const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);

/** A literal text, wherever it stands, as it is and as addresses and base64 write it. */
export const exactly = (secrets: readonly string[]): Finder =>
  secrets.length === 0 ? () => [] : matching('secret', new RegExp(secrets.map(escaped).join('|'), 'g'));

/**
 * The names that were given, whole and in parts of at least three letters, in any case and both ways of writing an
 * accent; every part of a name counts as that name.
 */
export const named = (names: readonly string[]): Finder => {
  const whose = new Map<string, string>();
  for (const name of names) {
    const key = plainly(name);
    const parts = key.split(' ').filter((part) => part.length >= 3);
    for (const form of [key, ...parts]) if (form !== '' && !whose.has(form)) whose.set(form, key);
  }
  if (whose.size === 0) return () => [];
  const forms = [...whose.keys()]
    .toSorted((a, b) => b.length - a.length)
    .flatMap((form) => [...new Set([form, form.normalize('NFD')])])
    .map((form) =>
      form
        .split(' ')
        .map(escaped)
        .join(String.raw`[\s,.\-]+`),
    );
  const pattern = new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${forms.join('|')})(?![\p{L}\p{N}\p{M}])`, 'giu');
  return matching('name', pattern, (match) => whose.get(plainly(match)) ?? plainly(match));
};

/**
 * Names that were heard: whole in any case, their parts only as names are written, because many a name is a word too.
 */
export const heard = (names: readonly string[]): Finder => {
  const whole = new Map<string, string>();
  const parts = new Map<string, string>();
  for (const name of names.toSorted((a, b) => b.split(/\s/).length - a.split(/\s/).length)) {
    const key = plainly(name);
    const words = name.normalize('NFC').split(/\s+/u);
    if (words.length > 1) whole.set(key, key);
    const telling = words.length === 1 ? words : words.filter((word) => /^\p{Lu}[^.]{2}/u.test(word));
    for (const word of telling)
      for (const form of [word, word.toUpperCase()]) if (!parts.has(form)) parts.set(form, key);
  }
  if (parts.size === 0) return () => [];
  const longestFirst = (forms: Iterable<string>): string =>
    [...forms]
      .toSorted((a, b) => b.length - a.length)
      .flatMap((form) => [...new Set([form, form.normalize('NFD')])])
      .map((form) =>
        form
          .split(' ')
          .map(escaped)
          .join(String.raw`[\s,.\-]+`),
      )
      .join('|');
  const bounded = (forms: string, flags: string): RegExp =>
    new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${forms})(?![\p{L}\p{N}\p{M}])`, flags);
  const wholes =
    whole.size === 0
      ? () => []
      : matching('name', bounded(longestFirst(whole.keys()), 'giu'), (match) => plainly(match));
  const single = matching(
    'name',
    bounded(longestFirst(parts.keys()), 'gu'),
    (match) => parts.get(match.normalize('NFC')) ?? plainly(match),
  );
  return (text) => [...wholes(text), ...single(text)];
};

/** A name as it is compared: in small letters, with a space between its parts. */
const plainly = (name: string): string =>
  name
    .normalize('NFC')
    .toLowerCase()
    .split(/[\s,.-]+/u)
    .filter((part) => part !== '')
    .join(' ');
