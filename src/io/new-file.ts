import { errorCode } from '../core/error-code.ts';
import { SidebandError } from '../core/error.ts';
import { diskError, shown, type Disk } from './disk.ts';
import { inUse, lock, lockHolder } from './lock.ts';

const kinds = {
  file: 'a file',
  folder: 'a folder',
  link: 'a symbolic link',
  special: 'a device, pipe or socket',
};

/** A new file, open for writing, and what gives its lock back. */
export type NewFile = { readonly file: number; readonly release: () => void };

/**
 * Creates a file for this process alone. Throws a SidebandError: `usage` when anything stands at the path already,
 * `output` when another process records to it or it cannot be made.
 */
export const createLocked = (path: string, pid: number, disk: Disk): NewFile => {
  const tried = `could not record to ${shown(path)}`;
  let release: (() => void) | undefined;
  try {
    refuse(path, disk);
    release = lock(path, pid, disk);
    return { file: disk.create(path), release };
  } catch (error) {
    release?.();
    if (error instanceof SidebandError) throw error;
    if (errorCode(error) === 'EEXIST') refuse(path, disk);
    throw diskError(tried, error);
  }
};

const refuse = (path: string, disk: Disk): void => {
  const found = disk.kind(path);
  if (found === 'nothing') return;
  const holder = found === 'file' ? lockHolder(path, disk) : undefined;
  if (holder !== undefined) throw inUse(path, holder);
  throw new SidebandError('usage', `will not record to ${shown(path)}: ${kinds[found]} is there already`, {
    hint: 'name a file that does not exist',
  });
};
