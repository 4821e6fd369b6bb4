import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { disk } from './disk.ts';
import { lock } from './lock.ts';

// A link is refused (where the system can), and a pipe does not keep us waiting.
const plainly = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
const newline = 0x0a;

/** Opens a plain file of the owner; throws what node:fs throws, and for anything that is no file. */
const opened = (path: string, flags: number): { file: number; size: number } => {
  const file = openSync(path, flags | plainly, 0o600);
  const found = fstatSync(file);
  if (found.isFile()) return { file, size: found.size };
  closeSync(file);
  throw Object.assign(new Error('not a plain file'), { code: 'ENOTREG' });
};

/** The text of a file, at most the last `most` bytes of it. Throws what node:fs throws; a link is not followed. */
export const readPrivate = (path: string, most: number): string => {
  const { file, size } = opened(path, constants.O_RDONLY);
  try {
    const bytes = Buffer.alloc(Math.min(size, most));
    const taken = readSync(file, bytes, 0, bytes.length, size - bytes.length);
    return bytes.toString('utf8', 0, taken);
  } finally {
    closeSync(file);
  }
};

const writeAll = (file: number, bytes: Uint8Array): void => {
  for (let written = 0; written < bytes.length;) {
    const taken = writeSync(file, bytes, written);
    if (taken === 0) throw Object.assign(new Error('nothing was taken'), { code: 'ENOSPC' });
    written += taken;
  }
};

/** Puts a new file in the place of an old one: whoever reads finds either, never a half. */
export const replacePrivate = (path: string, text: string, pid: number): void => {
  const fresh = `${path}.${pid}.tmp`;
  // What a killed process of the same number left behind.
  if (disk.kind(fresh) !== 'nothing') unlinkSync(fresh);
  const file = disk.create(fresh);
  try {
    writeAll(file, Buffer.from(text, 'utf8'));
    closeSync(file);
    renameSync(fresh, path);
  } catch (error) {
    disk.remove(fresh);
    throw error;
  }
};

/** How large a log may grow, in bytes, and how many full ones stay beside it (`x.1.ndjson` is the newest of those). */
export type LogLimits = { readonly most: number; readonly keep: number };

/** The file that a full log becomes. */
export const olderLog = (path: string, nth: number): string => path.replace(/(\.\w+)?$/, `.${nth}$1`);

/**
 * Adds one line to a log that several processes write: one write at its end, so that lines never mix. A line that a
 * crash tore stays, parted from ours. Throws what node:fs throws, also when only a part of the line was taken.
 */
export const appendPrivate = (path: string, line: string, pid: number, limits: LogLimits): void => {
  rotate(path, pid, limits);
  const { file, size } = opened(path, constants.O_RDWR | constants.O_APPEND | constants.O_CREAT);
  try {
    const last = Buffer.alloc(1);
    const torn = size > 0 && readSync(file, last, 0, 1, size - 1) === 1 && last[0] !== newline;
    const bytes = Buffer.from(`${torn ? '\n' : ''}${line}\n`, 'utf8');
    // A full disk takes a part before it says so; the rest would come behind somebody else's line.
    if (writeSync(file, bytes) < bytes.length) throw Object.assign(new Error('torn'), { code: 'ENOSPC' });
  } finally {
    closeSync(file);
  }
};

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

const rotate = (path: string, pid: number, { most, keep }: LogLimits): void => {
  if (sizeOf(path) < most) return;
  let release: () => void;
  try {
    release = lock(path, pid, disk);
  } catch {
    // Somebody else is at it, or it cannot be done: then the log grows a little more.
    return;
  }
  try {
    // Whoever held the lock before may have done it.
    if (sizeOf(path) < most) return;
    for (let nth = keep; nth > 0; nth -= 1) {
      const from = nth === 1 ? path : olderLog(path, nth - 1);
      if (disk.kind(from) === 'file') renameSync(from, olderLog(path, nth));
    }
  } finally {
    release();
  }
};
