import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../core/error-code.ts';
import { SidebandError } from '../core/error.ts';
import { fileCause } from '../core/file-cause.ts';

/** What `.env` in the folder says, without touching the environment; undefined when there is no such file. */
export const readEnvFile = async (folder: string): Promise<Readonly<Record<string, string>> | undefined> => {
  let text: string;
  try {
    text = await readFile(join(folder, '.env'), 'utf8');
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return undefined;
    throw new SidebandError('usage', `cannot read .env in the working directory: ${fileCause(error)}`, {
      said: folder,
    });
  }
  // By its default export: the bundle knows no other names of a CommonJS package.
  const { parse } = (await import('dotenv')).default;
  return parse(text);
};
