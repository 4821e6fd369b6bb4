import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { SidebandError } from '../core/error.ts';
import { fileCause } from '../core/file-cause.ts';
import { jsonFaultPlace } from '../core/json-fault.ts';
import { isRaw, type Raw } from '../core/raw.ts';
import type { Context } from './context.ts';

/** The most that is read from standard input or a file named as an argument, in bytes. */
const limit = 1 << 20;

/** Everything on standard input, as text. */
export const readStdin = async (context: Context): Promise<string> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of context.stdin) {
    const piece = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    size += piece.length;
    if (size > limit) throw new SidebandError('usage', `standard input holds more than ${limit} bytes`);
    chunks.push(piece);
  }
  return decode(Buffer.concat(chunks), 'standard input');
};

const decode = (bytes: Uint8Array, from: string): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new SidebandError('usage', `${from} is not valid UTF-8 text`);
  }
};

/** A text argument: the words themselves, `-` for standard input, `@file` for a file. One final newline is dropped. */
export const textArgument = async (given: string, context: Context): Promise<string> => {
  if (given === '-') return (await readStdin(context)).replace(/\r?\n$/, '');
  if (!given.startsWith('@')) return given;
  const path = resolve(context.cwd, given.slice(1));
  try {
    const bytes = await readFile(path);
    if (bytes.length > limit)
      throw new SidebandError('usage', `the file holds more than ${limit} bytes`, { said: path });
    return decode(bytes, 'the file').replace(/\r?\n$/, '');
  } catch (error) {
    if (error instanceof SidebandError) throw error;
    throw new SidebandError('usage', `cannot read the file: ${fileCause(error)}`, { said: path });
  }
};

/** The words behind the call as one text argument; without any, what is piped in. Throws (`usage`) when there is none. */
export const givenText = async (
  given: readonly string[],
  verb: string,
  call: string,
  context: Context,
): Promise<string> => {
  if (given.length === 0 && (call === '-' || context.stdin.isTTY === true)) {
    throw new SidebandError('usage', `nothing to ${verb}`, {
      hint: 'give the text, - for standard input, or @file',
    });
  }
  const text = await textArgument(given.length === 0 ? '-' : given.join(' '), context);
  if (text.trim() === '') throw new SidebandError('usage', `nothing to ${verb}: the text is empty`);
  return text;
};

/** JSON from the argument of a flag, `-` or `@file`. */
export const jsonArgument = async (flag: string, given: string, context: Context): Promise<unknown> =>
  readJson(await textArgument(given, context), flag);

/** The same where it has to be an object. */
export const objectArgument = async (flag: string, given: string, context: Context): Promise<Raw> =>
  asObject(await jsonArgument(flag, given, context), flag);

/** What somebody wrote, as an object. Throws (`usage`) for anything else, and names `what` it was to be. */
export const asObject = (value: unknown, what: string): Raw => {
  if (!isRaw(value)) throw new SidebandError('usage', `${what}: expected a JSON object`);
  return value;
};

/** JSON that somebody wrote. Throws (`usage`) and names `what` it was to be. */
export const readJson = (text: string, what: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // The parser's own message quotes the text, which may hold a secret.
    const place = jsonFaultPlace(text);
    const where = place === undefined ? '' : ` at ${place}`;
    throw new SidebandError('usage', `${what}: not valid JSON${where}`, {
      hint: 'check quotes and commas; @file reads it from a file',
    });
  }
};
