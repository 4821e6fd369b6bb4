import { spawn } from 'node:child_process';
import { SidebandError } from '../core/error.ts';
import { sampleRate, toPcm } from './pcm.ts';
import { resampler } from './resample.ts';
import { tone } from './tone.ts';
import { readWav, type Wav } from './wav.ts';

/** Words as sound, and what made it. */
export type Spoken = { readonly pcm: Int16Array; readonly by: 'espeak-ng' | 'tone' };

/** How to speak. */
export type Speaking = {
  /** Where programs are looked for (`PATH`); nothing else of it reaches the program that speaks. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborting it ends the program that speaks; then what there is of the sound is given. */
  readonly signal?: AbortSignal | undefined;
  readonly program?: string | undefined;
  /** Words a minute, 80 to 450; 160 unless given. */
  readonly speed?: number | undefined;
};

/** The most that is spoken of a text, in characters. */
const longestText = 10_000;

/** The most that is taken of a sound, in milliseconds. */
const longestSound = 600_000;

/** How long the program that speaks may take, in milliseconds: it is much faster than speech. */
const patience = 20_000;

/**
 * Text as sound: by `espeak-ng` where it is installed, else a tone shaped like speech. The text goes by standard input,
 * never through a shell. Never rejects: what cannot be spoken becomes a tone.
 */
export const speak = async (text: string, speaking: Speaking): Promise<Spoken> => {
  const words = text.slice(0, longestText);
  try {
    const pcm = await byProgram(words, speaking);
    if (pcm.length > 0) return { pcm, by: 'espeak-ng' };
  } catch {
    // It is not there, or it is broken.
  }
  return { pcm: tone(words), by: 'tone' };
};

const byProgram = async (text: string, speaking: Speaking): Promise<Int16Array> => {
  const { env, signal, program = 'espeak-ng', speed = 160 } = speaking;
  const child = spawn(program, ['--stdout', '--stdin', '-b', '1', '-s', String(speed)], {
    env: { PATH: env['PATH'], HOME: env['HOME'], LANG: 'C.UTF-8' },
    stdio: ['pipe', 'pipe', 'ignore'],
    timeout: patience,
    killSignal: 'SIGKILL',
    ...(signal === undefined ? {} : { signal }),
  });
  const gone = new Promise<never>((_, reject) => child.once('error', reject));
  gone.catch(() => undefined);
  child.stdin.on('error', () => undefined);
  child.stdin.end(text);
  try {
    return await Promise.race([gone, readWav(child.stdout).then(fromWav)]);
  } finally {
    child.kill('SIGKILL');
  }
};

/** The sound of a WAV file as it goes into a call. Rejects with a SidebandError (`usage`) when it is longer than `longest` ms. */
export const fromWav = async ({ rate, samples }: Wav, longest = longestSound): Promise<Int16Array> => {
  const change = resampler(rate, sampleRate);
  const pieces: Int16Array[] = [];
  let length = 0;
  const add = (piece: Float32Array): void => {
    length += piece.length;
    if ((length * 1000) / sampleRate > longest)
      throw new SidebandError('usage', `the sound is longer than ${longest / 60_000} minutes`, {
        hint: 'cut it: ffmpeg -i IN.wav -t 600 OUT.wav',
      });
    pieces.push(toPcm(piece));
  };
  for await (const piece of samples) add(change.push(piece));
  add(change.end());
  const whole = new Int16Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
};
