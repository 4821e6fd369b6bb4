/** Runs work on at most `most` lanes at once; the rest waits its turn, in the order in which it came. */
export const lanes = (most: number): (<T>(work: () => Promise<T>) => Promise<T>) => {
  const waiting: (() => void)[] = [];
  let taken = 0;
  return async (work) => {
    if (taken >= most) await new Promise<void>((go) => waiting.push(go));
    else taken += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      // The lane is handed on; nobody can slip in between.
      if (next === undefined) taken -= 1;
      else next();
    }
  };
};
