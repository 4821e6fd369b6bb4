/** The code of an error of Node (`ENOENT`, `ECONNREFUSED`), also of the several attempts behind one; undefined where it has none. */
export const errorCode = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
