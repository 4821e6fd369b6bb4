import { escaped, matching, type Finder } from './patterns.ts';

/** A name as it is compared: in small letters, with a space between its parts. */
const plainly = (name: string): string =>
  name
    .normalize('NFC')
    .toLowerCase()
    .split(/[\s,.-]+/u)
    .filter((part) => part !== '')
    .join(' ');

/** Letters without their accents: who transcribes leaves them out. */
const bare = (name: string): string => name.normalize('NFD').replaceAll(/[\u0300-\u036f]/g, '');

/** The forms in which names are written, each with whose name it is; a match is taken for the form that `as` makes of it. */
const written = (
  whose: ReadonlyMap<string, string>,
  flags: 'gu' | 'giu',
  as: (match: string) => string,
): Finder => {
  if (whose.size === 0) return () => [];
  const forms = [...whose.keys()]
    .toSorted((a, b) => b.length - a.length)
    .flatMap((form) => [...new Set([form, form.normalize('NFD'), bare(form)])])
    .map((form) =>
      form
        .split(' ')
        .map(escaped)
        .join(String.raw`[\s,.\-]+`),
    );
  const pattern = new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${forms.join('|')})(?![\p{L}\p{N}\p{M}])`, flags);
  const plain = new Map([...whose].map(([form, name]) => [bare(form), name]));
  return matching(
    'name',
    pattern,
    (match) => whose.get(as(match)) ?? plain.get(bare(as(match))) ?? plainly(match),
  );
};

/**
 * The names that were given, whole and in parts of at least three letters, in any case, with its accents (written
 * either way) and without; every part of a name counts as that name.
 */
export const named = (names: readonly string[]): Finder => {
  const whose = new Map<string, string>();
  for (const name of names) {
    const key = plainly(name);
    const parts = key.split(' ').filter((part) => part.length >= 3);
    for (const form of [key, ...parts]) if (form !== '' && !whose.has(form)) whose.set(form, key);
  }
  return written(whose, 'giu', plainly);
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
  const [wholes, single] = [
    written(whole, 'giu', plainly),
    written(parts, 'gu', (match) => match.normalize('NFC')),
  ];
  return (text) => [...wholes(text), ...single(text)];
};
