import { lstatSync, mkdirSync } from 'node:fs';
import { platform, userInfo } from 'node:os';
import { dirname } from 'node:path';
import { errorCode } from '../core/error-code.ts';
import { SidebandError } from '../core/error.ts';
import { shown } from './disk.ts';

/** Makes a folder and those above it. Node's own way of doing so never comes back from a place like /proc. */
const make = (folder: string): void => {
  const once = (): string | undefined => {
    try {
      mkdirSync(folder, 0o700);
      return undefined;
    } catch (error) {
      // Another process may have been faster.
      if (errorCode(error) === 'EEXIST') return undefined;
      if (errorCode(error) === 'ENOENT' && dirname(folder) !== folder) return dirname(folder);
      throw error;
    }
  };
  const above = once();
  if (above === undefined) return;
  make(above);
  if (once() !== undefined) throw Object.assign(new Error('no folder can be made here'), { code: 'ENOENT' });
};

/** Makes a folder for the owner alone; throws a SidebandError (`output`) when something else is there, or when somebody else could write in it. */
export const makeOwn = (folder: string): void => {
  make(folder);
  const found = lstatSync(folder);
  const refused = (why: string): SidebandError =>
    new SidebandError('output', `will not write to ${shown(folder)}: ${why}`);
  if (found.isSymbolicLink()) throw refused('it is a symbolic link');
  if (!found.isDirectory()) throw refused('it is no folder');
  if (platform() === 'win32') return;
  if (found.uid !== ownId(found.uid)) throw refused('it belongs to somebody else');
  if ((found.mode & 0o022) !== 0) throw refused('others may write to it');
};

/** Who runs this; the given id where the system does not know. */
const ownId = (unknown: number): number => {
  try {
    return userInfo().uid;
  } catch {
    return unknown;
  }
};
