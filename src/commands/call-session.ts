import { SidebandError } from '../core/error.ts';
import { isRaw, own, text, type Raw } from '../core/raw.ts';
import type { Context } from './context.ts';
import { jsonArgument, textArgument } from './words.ts';

/** The model of a call whose session names none (realtime-api 12). */
const usualModel = 'gpt-realtime-2.1';

/** The session of a call that is placed: the object given, with the flags on top. Rejects (`usage`) for what is none. */
export const callSession = async (
  given: {
    readonly session?: string | undefined;
    readonly model?: string | undefined;
    readonly voice?: string | undefined;
    readonly instructions?: string | undefined;
  },
  context: Context,
): Promise<Raw> => {
  const session = given.session === undefined ? {} : await jsonArgument('--session', given.session, context);
  if (!isRaw(session)) throw new SidebandError('usage', '--session: expected a JSON object');
  const audio = objectIn(session, 'audio');
  const output = objectIn(audio, 'output');
  return {
    type: 'realtime',
    ...session,
    model: given.model ?? text(session, 'model') ?? usualModel,
    ...(given.instructions === undefined
      ? {}
      : { instructions: await textArgument(given.instructions, context) }),
    ...(given.voice === undefined ? {} : { audio: { ...audio, output: { ...output, voice: given.voice } } }),
  };
};

const objectIn = (raw: Raw, key: string): Raw => {
  const value = own(raw, key);
  return isRaw(value) ? value : {};
};
