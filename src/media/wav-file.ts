import { open } from 'node:fs/promises';
import { errorCode } from '../core/error-code.ts';
import { SidebandError } from '../core/error.ts';
import { fileCause } from '../core/file-cause.ts';
import { pcmBytes, wavHead, wavHeadLength } from './wav-bytes.ts';

/** A WAV file that is being written. */
export type WavFile = {
  /** Takes samples; they are written soon. */
  write(pcm: Int16Array): void;
  /** Finishes the file. Rejects with a SidebandError (`output`) when it could not be written whole. */
  close(): Promise<void>;
};

/** Samples that are gathered before they are written. */
const batch = 1 << 14;

/**
 * A new WAV file of one channel of 16-bit samples, for the owner alone. Its lengths are right after every write, so that
 * a crash leaves a file that plays. Rejects with a SidebandError: `usage` when the file exists, `output` when it cannot
 * be made. `failed` is told once when writing stops.
 */
export const wavFile = async (
  path: string,
  rate: number,
  failed: (error: SidebandError) => void = () => undefined,
  create: typeof open = open,
): Promise<WavFile> => {
  const file = await create(path, 'wx', 0o600).catch((error: unknown) => {
    throw errorCode(error) === 'EEXIST'
      ? new SidebandError('usage', 'the file for the sound exists; sound never replaces one', { said: path })
      : new SidebandError('output', `the file for the sound cannot be made: ${fileCause(error)}`, {
          said: path,
        });
  });
  let waiting = Buffer.alloc(0);
  let length = 0;
  let problem: SidebandError | undefined;
  let writing = Promise.resolve();

  const put = async (bytes: Buffer): Promise<void> => {
    if (problem !== undefined) return;
    try {
      await file.write(bytes, 0, bytes.length, wavHeadLength + length);
      length += bytes.length;
      await file.write(wavHead(rate, length), 0, wavHeadLength, 0);
    } catch (error) {
      problem = new SidebandError('output', `the sound could not be written whole: ${fileCause(error)}`);
      failed(problem);
    }
  };
  const flush = (): void => {
    const bytes = waiting;
    waiting = Buffer.alloc(0);
    writing = writing.then(() => put(bytes));
  };
  flush();
  await writing;

  return {
    write(pcm) {
      waiting = Buffer.concat([waiting, pcmBytes(pcm)]);
      if (waiting.length >= batch * 2) flush();
    },
    async close() {
      flush();
      await writing;
      await file.close();
      if (problem !== undefined) throw problem;
    },
  };
};
