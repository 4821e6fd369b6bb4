import { renameSync, rmSync, writeFileSync } from 'node:fs';
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
