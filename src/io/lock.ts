import { errorCode } from '../core/error-code.ts';
import { SidebandError } from '../core/error.ts';
import { isAlive } from './alive.ts';
import { diskError, shown, type Disk } from './disk.ts';

const lockPath = (path: string): string => `${path}.lock`;

/** The id of the living process that is recording to this path, if there is one. */
export const lockHolder = (path: string, disk: Disk): number | undefined => holderIn(lockPath(path), disk);

const holderIn = (file: string, disk: Disk): number | undefined => {
  let pid: number;
  try {
    pid = Number.parseInt(disk.read(file), 10);
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
  const name = lockPath(path);
  // Written first and named then: an empty lock would look like that of a process that is gone.
  const draft = `${name}.${pid}`;
  try {
    write(draft, pid, disk);
    for (let tries = 0; !named(draft, name, disk); tries += 1) {
      const holder = lockHolder(path, disk);
      if (holder !== undefined || tries > 2) throw inUse(path, holder ?? pid);
      takeAway(path, `${draft}.old`, disk);
    }
  } catch (error) {
    attempt(() => disk.remove(draft));
    if (error instanceof SidebandError) throw error;
    throw diskError(`could not create ${shown(name)}`, error);
  }
  return () => attempt(() => disk.remove(name));
};

/** A file that holds our number; what a killed process of the same number left is replaced. */
const write = (draft: string, pid: number, disk: Disk): void => {
  if (disk.kind(draft) === 'file') disk.remove(draft);
  const file = disk.create(draft);
  try {
    disk.write(file, new TextEncoder().encode(`${pid}\n`), 0);
  } finally {
    attempt(() => disk.close(file));
  }
};

const withoutLinks = new Set(['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK']);

/** Names the draft; false when there is a lock. */
const named = (draft: string, name: string, disk: Disk): boolean => {
  try {
    disk.link(draft, name);
    attempt(() => disk.remove(draft));
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    if (!withoutLinks.has(errorCode(error) ?? '')) throw error;
  }
  // Where a file has one name only, two that come at the same moment may both find the place empty.
  if (disk.kind(name) !== 'nothing') return false;
  disk.move(draft, name);
  return true;
};

/** Takes a lock that names nobody out of the way; one that somebody put there meanwhile is put back. */
const takeAway = (path: string, aside: string, disk: Disk): void => {
  const name = lockPath(path);
  attempt(() => {
    disk.move(name, aside);
    if (holderIn(aside, disk) !== undefined) disk.link(aside, name);
  });
  attempt(() => disk.remove(aside));
};

/** Does what may fail without harm. */
const attempt = (act: () => void): void => {
  try {
    act();
  } catch {
    // A lock file left behind names a process that is gone.
  }
};
