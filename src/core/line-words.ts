import { SidebandError } from './error.ts';
import { closest } from './names.ts';

/** A flag of a line command: a switch, or with a value as help shows it (`60s`, `agent|user`). */
export type LineFlag = { readonly name: string; readonly value?: string; readonly many?: true };

/** What follows a command's name on its line: its flags, then everything else as it was written. */
export type LineWords = {
  /** The values of a flag in the order given; a switch that was given has one empty value. */
  values(flag: string): readonly string[];
  readonly text: string;
  /** A flag that the text ends with, and that is a part of it; never of text behind a lone `--` or in quotes. */
  readonly behind?: string | undefined;
};

/**
 * Splits a line into leading flags and text. A value may be JSON with spaces in it; text that begins with dashes goes
 * after a lone `--`; text in one pair of double quotes is taken without them. Throws a SidebandError of kind `usage`.
 */
export const lineWords = (line: string, flags: readonly LineFlag[]): LineWords => {
  const given = new Map<string, string[]>();
  let rest = line.trim();
  let marked = false;
  while (rest.startsWith('--')) {
    const [, name = '', equals = ''] = /^(--[^\s=]*)(=?)/.exec(rest) ?? [];
    rest = rest.slice(name.length + equals.length);
    if (equals === '') rest = rest.trimStart();
    if (name === '--') {
      marked = true;
      break;
    }
    const flag = flags.find((one) => one.name === name);
    if (flag === undefined) throw noSuchFlag(name, flags);
    const value = flag.value === undefined ? '' : token(rest);
    if (flag.value === undefined && equals !== '') throw new SidebandError('usage', `${name} takes no value`);
    if (flag.value !== undefined && value === '') {
      throw new SidebandError('usage', `${name} needs a value`, { hint: `write ${name} ${flag.value}` });
    }
    if (given.has(name) && flag.many !== true) throw new SidebandError('usage', `${name} is given twice`);
    given.set(name, [...(given.get(name) ?? []), value]);
    rest = rest.slice(value.length).trimStart();
  }
  const text = unquoted(rest);
  const behind = marked || text !== rest ? undefined : flagAtEnd(rest, flags);
  return { values: (flag) => given.get(flag) ?? [], text, behind };
};

/** A switch as the last word, known or not, or a flag that we know with its value as the last two. */
const flagAtEnd = (text: string, flags: readonly LineFlag[]): string | undefined => {
  const [last = '', before] = text.split(/\s+/).toReversed();
  if (/^--[a-z][\w-]*$/i.test(last)) return last;
  return flags.some(({ name, value }) => value !== undefined && name === before) ? before : undefined;
};

const noSuchFlag = (name: string, flags: readonly LineFlag[]): SidebandError => {
  const near = closest(
    name,
    flags.map((flag) => flag.name),
  );
  const dashes = 'text that begins with dashes goes after a lone --';
  return new SidebandError('usage', 'no such flag here', {
    said: name,
    hint: near === undefined ? dashes : `did you mean ${near}? ${dashes}`,
  });
};

/** Up to the next space that stands neither in a JSON string nor within brackets. */
const token = (text: string): string => {
  let depth = 0;
  let quoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (quoted) {
      if (character === '\\') index += 1;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') depth -= 1;
    else if (depth <= 0 && /\s/.test(character)) return text.slice(0, index);
  }
  return text;
};

const unquoted = (text: string): string => /^"([^"]*)"$/.exec(text)?.[1] ?? text;
