import { open } from 'node:fs/promises';
import { SidebandError } from '../core/error.ts';

/** A WAV file that is being written. */
export type WavFile = {
  /** Takes samples; they are written soon. */
  write(pcm: Int16Array): void;
  /** Finishes the file. Rejects with a SidebandError (`output`) when it could not be written whole. */
  close(): Promise<void>;
};

/** Samples that are gathered before they are written. */
const batch = 1 << 14;

const headLength = 44;

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
    throw codeOf(error) === 'EEXIST'
      ? new SidebandError('usage', 'the file for the sound exists; sound never replaces one', { said: path })
      : new SidebandError('output', `the file for the sound cannot be made (${codeOf(error)})`, {
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
      await file.write(bytes, 0, bytes.length, headLength + length);
      length += bytes.length;
      await file.write(headOf(rate, length), 0, headLength, 0);
    } catch (error) {
      problem = new SidebandError('output', `the sound could not be written whole (${codeOf(error)})`);
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
      waiting = Buffer.concat([waiting, littleEndian(pcm)]);
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

const littleEndian = (pcm: Int16Array): Buffer => {
  const bytes = Buffer.alloc(pcm.length * 2);
  for (let at = 0; at < pcm.length; at += 1) bytes.writeInt16LE(pcm[at] ?? 0, at * 2);
  return bytes;
};

const headOf = (rate: number, length: number): Buffer => {
  const head = Buffer.alloc(headLength);
  head.write('RIFF', 0);
  head.writeUInt32LE(headLength - 8 + length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(length, 40);
  return head;
};

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
