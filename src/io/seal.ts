import { open, type FileHandle } from 'node:fs/promises';
import { recordVersion } from '../core/record.ts';
import { diskError, shown } from './disk.ts';

const newline = 0x0a;
const chunkSize = 64 << 10;

/** A record that was not written to its end: its bytes are still there, parted from what follows. */
export type TornTail = { readonly bytes: number; readonly offset: number };

const lastLineStart = async (file: FileHandle, size: number): Promise<number> => {
  const chunk = Buffer.allocUnsafe(chunkSize);
  for (let end = size; end > 0;) {
    const start = Math.max(0, end - chunkSize);
    const { bytesRead } = await file.read(chunk, 0, end - start, start);
    const found = chunk.subarray(0, bytesRead).lastIndexOf(newline);
    if (found !== -1) return start + found + 1;
    end = start;
  }
  return 0;
};

/**
 * Ends the half record that a crash left at the end of a recording with a newline and a `seal` record that says how
 * much of it there is; takes nothing away. Undefined when the last record is whole. Throws `output` when it cannot.
 */
export const sealTornTail = async (path: string): Promise<TornTail | undefined> => {
  const tried = `could not seal ${shown(path)}`;
  try {
    const file = await open(path, 'r+');
    try {
      const { size } = await file.stat();
      const offset = await lastLineStart(file, size);
      if (offset === size) return undefined;
      const bytes = size - offset;
      const seal = { v: recordVersion, kind: 'seal', torn_bytes: bytes, offset };
      await file.write(`\n${JSON.stringify(seal)}\n`, size);
      await file.datasync();
      return { bytes, offset };
    } finally {
      await file.close();
    }
  } catch (error) {
    throw diskError(tried, error);
  }
};
