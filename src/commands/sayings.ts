import { createReadStream, existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { SidebandError } from '../core/error.ts';
import { fileCause } from '../core/file-cause.ts';
import { safe } from '../core/safe.ts';
import { fromWav, speak as speakWords } from '../media/voice.ts';
import { readWav } from '../media/wav.ts';
import type { Context } from './context.ts';
import type { Voice } from './voice.ts';
import { textArgument } from './words.ts';

/** Something the caller says: how it is named on the screen, and how it sounds. */
export type Saying = { readonly words: string; readonly pcm: Int16Array };

/**
 * What the caller says, in order: WAV files and texts are ready before the call is placed, lines of standard input (`-`)
 * when they come. Rejects with a SidebandError (`usage`) for what cannot be said.
 */
export const sayingsOf = async (
  given: readonly string[],
  speak: Voice,
  context: Context,
): Promise<AsyncIterable<Saying>> => {
  const mouth = mouthOf(speak, context);
  if (given.filter((one) => one === '-').length > 1)
    throw new SidebandError('usage', '--say -: standard input can be read once');
  const ready = new Map<number, Saying>();
  for (const [nth, one] of given.entries())
    if (one !== '-') ready.set(nth, await sayingOf(one, mouth, context));
  return (async function* all() {
    for (const [nth] of given.entries()) {
      const one = ready.get(nth);
      if (one === undefined) yield* lines(mouth, context);
      else yield one;
    }
  })();
};

async function* lines(mouth: Mouth, context: Context): AsyncGenerator<Saying> {
  const reader = createInterface({ input: context.stdin, crlfDelay: Infinity });
  const leave = (): void => reader.close();
  context.signal.addEventListener('abort', leave, { once: true });
  try {
    for await (const line of reader) if (line.trim() !== '') yield await sayingOf(line, mouth, context);
  } finally {
    context.signal.removeEventListener('abort', leave);
    reader.close();
  }
}

/** Makes words sound; says once that there is no voice for them. */
type Mouth = (words: string) => Promise<Int16Array>;

const mouthOf = (speak: Voice, { env, signal }: Context): Mouth => {
  let toned = false;
  return async (words) => {
    const { pcm, by } = await speakWords(words, { env, signal });
    if (by === 'tone' && !toned) {
      toned = true;
      speak.always(
        safe`espeak-ng is not installed: a tone stands in for the words, which no real service understands`,
      );
    }
    return pcm;
  };
};

const sayingOf = async (given: string, mouth: Mouth, context: Context): Promise<Saying> => {
  const path = resolve(context.cwd, given);
  if (/\.wave?$/i.test(given) || (given.includes('/') && existsSync(path))) {
    return { words: given, pcm: await fromFile(path, given) };
  }
  const words = await textArgument(given, context);
  if (words.trim() === '') throw new SidebandError('usage', '--say: the text is empty');
  return { words, pcm: await mouth(words) };
};

const fromFile = async (path: string, given: string): Promise<Int16Array> => {
  try {
    return await fromWav(await readWav(createReadStream(path)));
  } catch (error) {
    if (error instanceof SidebandError)
      throw new SidebandError(error.kind, error.message, { said: given, hint: error.hint });
    throw new SidebandError('usage', `--say: cannot read the file: ${fileCause(error)}`, { said: given });
  }
};
