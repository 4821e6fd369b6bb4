import { errorCode } from './error-code.ts';

const causes: ReadonlyMap<string, string> = new Map([
  ['ENOSPC', 'the disk is full'],
  ['EDQUOT', 'the disk quota is used up'],
  ['EFBIG', 'the file has reached the size limit'],
  ['EIO', 'the disk reports an error'],
  ['EROFS', 'the file system is read-only'],
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
  ['ENOENT', 'no such file or folder'],
  ['DELETED', 'the file was deleted'],
  ['ENOTDIR', 'a part of the path is no folder'],
  ['EISDIR', 'it is a folder'],
  ['ELOOP', 'it is a symbolic link'],
  ['ENAMETOOLONG', 'the name is too long'],
]);

/** Why something could not be done with a file, in words, from what node:fs threw. */
export const fileCause = (error: unknown): string => {
  const code = errorCode(error);
  return causes.get(code ?? '') ?? (code === undefined ? 'unexpected failure' : `failed with ${code}`);
};
