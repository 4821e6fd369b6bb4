import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { SidebandError } from '../core/error.ts';
import { shown } from './disk.ts';

const isPattern = (word: string): boolean => /[*?{[]/.test(word);

const kindOf = async (path: string): Promise<'file' | 'folder' | undefined> => {
  try {
    const found = await stat(path);
    return found.isDirectory() ? 'folder' : 'file';
  } catch {
    return undefined;
  }
};

/**
 * The recordings that a word names: a file, every NDJSON file of a folder, or what a pattern matches, sorted by name.
 * Undefined when nothing of that name is there, which may then be the id of a call. Throws a SidebandError (usage) when
 * a folder or a pattern holds no file.
 */
export const recordingsAt = async (word: string, cwd: string): Promise<readonly string[] | undefined> => {
  const path = resolve(cwd, word);
  const kind = await kindOf(path);
  if (kind === 'file') return [path];
  const pattern = kind === 'folder' ? '*.ndjson' : isPattern(word) ? word : undefined;
  if (pattern === undefined) return undefined;
  // Loaded where something has to be looked for: most commands are given a file.
  const { glob } = await import('tinyglobby');
  const from = kind === 'folder' ? path : cwd;
  const found = await glob([pattern], { cwd: from, onlyFiles: true, followSymbolicLinks: false, dot: false });
  if (found.length === 0) {
    throw new SidebandError('usage', `no recording found in ${shown(word)}`, {
      hint: 'name files, a folder with *.ndjson, or a pattern such as "calls/**/*.ndjson"',
    });
  }
  return found.map((file) => (file.startsWith('/') ? file : join(from, file))).toSorted();
};
