import { SidebandError } from '../core/error.ts';
import { isAlive } from './alive.ts';
import { diskError, errorCode, shown, type Disk } from './disk.ts';

const lockPath = (path: string): string => `${path}.lock`;

/** The id of the living process that is recording to this path, if there is one. */
export const lockHolder = (path: string, disk: Disk): number | undefined => {
  let pid: number;
  try {
    pid = Number.parseInt(disk.read(lockPath(path)), 10);
  } catch {
    return undefined;
  }
  return Number.isSafeInteger(pid) && pid > 0 && isAlive(pid) ? pid : undefined;
};

/** The refusal of a path that a living process records to. */
export const inUse = (path: string, pid: number): SidebandError =>
  new SidebandError('output', `${shown(path)} is being recorded to by process ${pid}`, {
    reason: 'locked',
    hint: `if that process is something else, remove ${shown(lockPath(path))}`,
  });

/**
 * Takes the lock of a path and returns what gives it back. A lock of a process that is gone is taken over. Throws a
 * SidebandError of kind `output` when another recorder holds it.
 */
export const lock = (path: string, pid: number, disk: Disk): (() => void) => {
  let file: number | undefined;
  for (let tries = 0; file === undefined; tries += 1) {
    try {
      file = disk.create(lockPath(path));
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw diskError(`could not create ${shown(lockPath(path))}`, error);
      const holder = lockHolder(path, disk);
      if (holder !== undefined || tries > 1) throw inUse(path, holder ?? pid);
      // Two that find the same dead lock could both get here: the recording itself is created exclusively as well.
      attempt(() => disk.remove(lockPath(path)));
    }
  }
  const taken = file;
  const release = (): void => attempt(() => disk.remove(lockPath(path)));
  try {
    disk.write(taken, new TextEncoder().encode(`${pid}\n`), 0);
  } catch (error) {
    release();
    throw diskError(`could not write ${shown(lockPath(path))}`, error);
  } finally {
    attempt(() => disk.close(taken));
  }
  return release;
};

/** Does what may fail without harm. */
const attempt = (act: () => void): void => {
  try {
    act();
  } catch {
    // A lock file left behind names a process that is gone.
  }
};
