import { holdsLogin, looksLikeKey } from '../core/secret-shapes.ts';

/** Where lines are kept from one run to the next. */
export type LineStore = {
  /** `all` keeps what was typed; anything else does not. */
  readonly keeps: string;
  read(name: string): string | undefined;
  append(name: string, line: string, limits: { readonly most: number; readonly keep: number }): void;
};

/** The lines an operator typed, here and in runs before. */
export type LineHistory = {
  /** The newest first, each once. */
  readonly lines: readonly string[];
  /** Whether a line goes into the history; one that does is kept for the next run. */
  readonly keep: (line: string) => boolean;
};

/** The most lines of a history, and the longest, in characters. */
const most = { lines: 1000, length: 2000 };
/** The file, its size in bytes when it is put aside for a new one, and how many are put aside. */
const file = { name: 'history', older: 'history.1', limits: { most: 64 << 10, keep: 1 } };

// What stands in the file may have been written by anybody: a line of it must not act when it is recalled.
const isLine = (line: string): boolean =>
  line.trim() !== '' && line.length <= most.length && !/[\u{0}-\u{1f}\u{7f}-\u{9f}]/u.test(line);

/** Whether a line may be kept: nothing that looks like a key or holds what a remote tool logs in with, and nothing that begins with a space. */
const isKept = (line: string): boolean =>
  isLine(line) && !line.startsWith(' ') && !looksLikeKey(line) && !holdsLogin(line);

/** The history of this machine; without a store, or one that keeps no words, that of this run. */
export const lineHistory = (store?: LineStore): LineHistory => {
  const text = store === undefined ? '' : `${store.read(file.older) ?? ''}\n${store.read(file.name) ?? ''}`;
  const before = text.split('\n').filter(isLine).toReversed();
  return {
    lines: [...new Set(before)].slice(0, most.lines),
    keep(line) {
      if (!isKept(line)) return false;
      if (store?.keeps === 'all') store.append(file.name, line, file.limits);
      return true;
    },
  };
};
