import { isUtf8 } from 'node:buffer';
import { constants, open, type FileHandle } from 'node:fs/promises';
import { SidebandError } from '../core/error.ts';
import { diskError, shown } from './disk.ts';

const chunkSize = 1 << 20;
const newline = 0x0a;

/** The longest line that is read: a frame of 64 MiB and what stands around it. */
const lineLimit = (64 << 20) + (64 << 10);

/** A piece of a file in lines, without their newlines; a line that is too long or no UTF-8 is undefined. */
export type Lines = {
  readonly lines: readonly (string | undefined)[];
  /** True when the last of these lines is the end of the file and has no newline. */
  readonly torn: boolean;
};

const split = (bytes: Buffer): (string | undefined)[] => {
  if (isUtf8(bytes)) return bytes.toString('utf8').split('\n');
  // No byte of a longer UTF-8 character is a newline, so bytes can be split before they are read.
  const lines: (string | undefined)[] = [];
  for (let from = 0; from <= bytes.length;) {
    const end = bytes.indexOf(newline, from);
    const line = bytes.subarray(from, end === -1 ? bytes.length : end);
    lines.push(isUtf8(line) ? line.toString('utf8') : undefined);
    from = (end === -1 ? bytes.length : end) + 1;
  }
  return lines;
};

/** Opens a regular file to read; anything else is a SidebandError of kind `usage`. */
export const openToRead = async (path: string): Promise<FileHandle> => {
  const tried = `could not read ${shown(path)}`;
  let file: FileHandle | undefined;
  try {
    // Opening a pipe would wait for its other end.
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const found = await file.stat();
    if (found.isFile()) return file;
  } catch (error) {
    await file?.close();
    throw diskError(tried, error, { kind: 'usage' });
  }
  await file.close();
  throw new SidebandError('usage', `${tried}: it is no regular file`);
};

/** The lines of a file, a batch per piece of about a megabyte: memory does not grow with the file. */
export async function* linesOf(path: string, limit = lineLimit): AsyncGenerator<Lines> {
  const file = await openToRead(path);
  try {
    const chunk = Buffer.allocUnsafe(chunkSize);
    let held: Buffer[] = [];
    let size = 0;
    let skipping = false;
    for (;;) {
      const { bytesRead } = await file.read(chunk, 0, chunkSize);
      if (bytesRead === 0) break;
      let read = chunk.subarray(0, bytesRead);
      const lines: (string | undefined)[] = [];
      if (skipping) {
        const end = read.indexOf(newline);
        if (end === -1) continue;
        skipping = false;
        lines.push(undefined);
        read = read.subarray(end + 1);
      }
      const end = read.lastIndexOf(newline);
      if (end !== -1) {
        const whole =
          held.length === 0 ? read.subarray(0, end) : Buffer.concat([...held, read.subarray(0, end)]);
        held = [];
        size = 0;
        for (const line of split(whole)) lines.push(line);
        read = read.subarray(end + 1);
      }
      if (read.length > 0) {
        size += read.length;
        skipping = size > limit;
        // The chunk is filled again, so what is kept is copied.
        if (skipping) held = [];
        else held.push(Buffer.from(read));
        if (skipping) size = 0;
      }
      if (lines.length > 0) yield { lines, torn: false };
    }
    if (skipping) yield { lines: [undefined], torn: true };
    else if (size > 0) yield { lines: split(Buffer.concat(held)), torn: true };
  } catch (error) {
    if (error instanceof SidebandError) throw error;
    throw diskError(`could not read ${shown(path)}`, error, { kind: 'output' });
  } finally {
    await file.close();
  }
}
