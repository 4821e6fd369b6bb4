import { withValueAt } from '../core/contains.ts';
import { SidebandError } from '../core/error.ts';
import type { Raw } from '../core/raw.ts';
import { option, words, type Values } from './command.ts';
import type { Context } from './context.ts';
import { objectArgument, textArgument } from './words.ts';

/** The flags that say what a session is to be like; `model` is each command's own. */
export const sessionOptions = {
  voice: option('--voice <voice>', 'the voice of the agent', words),
  instructions: option('--instructions <text>', 'the instructions; - or @file', words),
  session: option(
    '--session <json>',
    'the whole session object: JSON, - or @file; the flags above go on top',
    words,
  ),
};

/**
 * The session that was asked for: what is usual, the object given on top of it, and the other flags on top of that; a
 * model goes to `modelAt`. Rejects (`usage`) for what is none.
 */
export const sessionGiven = async (
  { session, model, instructions, voice }: Values<typeof sessionOptions> & { model: string | undefined },
  { usual, modelAt = 'model' }: { readonly usual: Raw; readonly modelAt?: string },
  context: Context,
): Promise<Raw> => {
  if (session === '-' && instructions === '-')
    throw new SidebandError('usage', 'only one of --session and --instructions can be standard input');
  const flags: readonly (readonly [path: string, value: string | undefined])[] = [
    [modelAt, model],
    ['instructions', instructions === undefined ? undefined : await textArgument(instructions, context)],
    ['audio.output.voice', voice],
  ];
  const object = session === undefined ? {} : await objectArgument('--session', session, context);
  return flags.reduce<Raw>(
    (all, [path, value]) => (value === undefined ? all : withValueAt(all, path, value)),
    { ...usual, ...object },
  );
};
