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
    rmSync(draft, { force: true });
    if (error instanceof SidebandError) throw error;
    throw diskError(`could not write ${shown(path)}`, error);
  }
};

/**
 * The same for a file that must not be there yet: a result is never written over something else. Throws a SidebandError
 * (usage) when anything stands at the path.
 */
export const createWhole = (path: string, text: string, pid: number): void => {
  if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) {
    throw new SidebandError('usage', `${shown(path)} is there already`, {
      hint: 'name another file, or --force to write over it',
    });
  }
  writeWhole(path, text, pid);
};
