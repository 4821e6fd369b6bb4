import { lstatSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { SidebandError } from '../core/error.ts';
import { diskError, shown } from './disk.ts';

/**
 * Writes a whole file, or leaves what was there: readers never see half of it. Throws a SidebandError (output) when it
 * cannot be written.
 */
export const writeWhole = (path: string, text: string, pid: number): void => {
  const draft = `${path}.${pid}.tmp`;
  try {
    writeFileSync(draft, text, { mode: 0o600, flag: 'wx' });
    renameSync(draft, path);
  } catch (error) {
    discard(draft);
    if (error instanceof SidebandError) throw error;
    throw diskError(`could not write ${shown(path)}`, error);
  }
};

/**
 * The same for a file that must not be there yet: a result is never written over something else. Throws a SidebandError
 * (usage) when anything stands at the path.
 */
export const createWhole = (path: string, text: string, pid: number): void => {
  if (isThere(path)) {
    throw new SidebandError('usage', `${shown(path)} is there already`, {
      hint: 'name another file, or --force to write over it',
    });
  }
  writeWhole(path, text, pid);
};

/** A draft that could not be begun cannot be removed either. */
const discard = (draft: string): void => {
  try {
    rmSync(draft, { force: true });
  } catch {
    // Why nothing was written is said already.
  }
};

/** Where nobody can look nothing can be written either, and that says why. */
const isThere = (path: string): boolean => {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
};
