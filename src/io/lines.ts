import { isUtf8 } from 'node:buffer';
import { constants, open, type FileHandle } from 'node:fs/promises';
import { SidebandError } from '../core/error.ts';
import { diskError, shown } from './disk.ts';

const chunkSize = 1 << 18;
const newline = 0x0a;

/** The longest line that is read: a frame of 64 MiB and what stands around it. */
const lineLimit = (64 << 20) + (64 << 10);

/**
 * A piece of a file in lines, without their newlines, made when they are asked for; a line that is too long or no UTF-8 is
 * undefined.
 */
export type Lines = {
  readonly lines: readonly (string | undefined)[];
  /** The same piece as it stands in the file, newlines included, when it is all there and ends with one. */
  readonly bytes: Buffer | undefined;
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

/** The lines of bytes that end with a newline, or are none. */
const whole = (bytes: Buffer): (string | undefined)[] =>
  bytes.length === 0 ? [] : split(bytes.subarray(0, -1));

const lazily = (bytes: Buffer): Lines => {
  let lines: Lines['lines'] | undefined;
  return {
    get lines() {
      return (lines ??= whole(bytes));
    },
    bytes,
    torn: false,
  };
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

/** How a file is read. */
export type Reading = {
  /** A longer line is left out. */
  readonly limit?: number;
  /** Who reads is done with a piece when it asks for the next, which is read to the same place in memory. */
  readonly passing?: boolean;
};

/** The lines of a file, a batch per piece of 256 KiB: memory does not grow with the file. */
export async function* linesOf(
  path: string,
  { limit = lineLimit, passing = false }: Reading = {},
): AsyncGenerator<Lines> {
  const file = await openToRead(path);
  try {
    // The beginning of a line whose end has not been read yet.
    let carry = Buffer.alloc(0);
    let space = carry;
    let skipping = false;
    for (;;) {
      // Memory for each read, because who got the last may still be writing it; twice as long each time for a long line.
      const size = Math.max(chunkSize, 2 * carry.length);
      if (!passing || space.length !== size) space = Buffer.allocUnsafeSlow(size);
      carry.copy(space);
      const { bytesRead } = await file.read(space, carry.length, space.length - carry.length);
      if (bytesRead === 0) break;
      let read = space.subarray(0, carry.length + bytesRead);
      const skipped = skipping;
      if (skipping) {
        const end = read.indexOf(newline);
        if (end === -1) continue;
        skipping = false;
        read = read.subarray(end + 1);
      }
      const end = read.lastIndexOf(newline);
      const piece = read.subarray(0, end + 1);
      carry = read.subarray(end + 1);
      if (carry.length > limit) {
        carry = Buffer.alloc(0);
        skipping = true;
      }
      if (skipped) yield { lines: [undefined, ...whole(piece)], bytes: undefined, torn: false };
      else if (end !== -1) yield lazily(piece);
    }
    if (skipping) yield { lines: [undefined], bytes: undefined, torn: true };
    else if (carry.length > 0) yield { lines: split(carry), bytes: undefined, torn: true };
  } catch (error) {
    if (error instanceof SidebandError) throw error;
    throw diskError(`could not read ${shown(path)}`, error);
  } finally {
    await file.close();
  }
}
