import {
  closeSync,
  constants,
  fdatasync,
  fstatSync,
  ftruncateSync,
  linkSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { promisify } from 'node:util';
import { errorCode } from '../core/error-code.ts';
import { SidebandError } from '../core/error.ts';
import { fileCause } from '../core/file-cause.ts';
import { escapeText } from '../core/safe.ts';

/** What a recording needs of the file system; each may throw what node:fs throws. Tests hand in a failing one. */
export type Disk = {
  /** What stands at a path, without following a link. */
  kind(path: string): 'nothing' | 'file' | 'folder' | 'link' | 'special';
  /** Creates a file that was not there, for the owner only, and opens it for writing. */
  create(path: string): number;
  /** Writes the bytes from `offset` on and returns how many were taken, which may be fewer. */
  write(file: number, bytes: Uint8Array, offset: number): number;
  truncate(file: number, length: number): void;
  /** Resolves when everything written is on the medium. Rejects with the code DELETED when no name leads to it any more. */
  sync(file: number): Promise<void>;
  close(file: number): void;
  read(path: string): string;
  remove(path: string): void;
  /** Gives a file a second name; throws EEXIST where something stands there, in one step. */
  link(path: string, name: string): void;
  /** Gives a file another name. */
  move(path: string, name: string): void;
};

const datasync = promisify(fdatasync);

/** The disk of this machine. */
export const disk: Disk = {
  kind(path) {
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found === undefined) return 'nothing';
    if (found.isFile()) return 'file';
    if (found.isDirectory()) return 'folder';
    return found.isSymbolicLink() ? 'link' : 'special';
  },
  create: (path) =>
    // Windows has no O_NOFOLLOW; O_EXCL alone refuses a link there as everywhere.
    openSync(
      path,
      constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0),
      0o600,
    ),
  write: (file, bytes, offset) => writeSync(file, bytes, offset),
  truncate: ftruncateSync,
  sync: async (file) => {
    await datasync(file);
    // What goes into a file without a name is lost when it is closed, though no write ever fails.
    if (fstatSync(file).nlink === 0) throw Object.assign(new Error('deleted'), { code: 'DELETED' });
  },
  close: closeSync,
  read: (path) => readFileSync(path, 'utf8'),
  remove: unlinkSync,
  link: linkSync,
  move: renameSync,
};

/** A path as it is named in a message. */
export const shown = (path: string): string => escapeText(path, { max: 300 });

/** What node:fs threw, as a failure of our output (or `usage`, when the words were wrong): what we tried, and why not. */
export const diskError = (
  tried: string,
  error: unknown,
  more: { kind?: 'output' | 'usage'; hint?: string } = {},
): SidebandError => {
  const code = errorCode(error);
  const reason = code === undefined ? {} : { reason: code.toLowerCase() };
  return new SidebandError(more.kind ?? 'output', `${tried}: ${fileCause(error)}`, {
    ...reason,
    hint: more.hint,
    cause: error,
  });
};
