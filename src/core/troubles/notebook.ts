import type { Safe } from '../ports.ts';
import type { Instant } from '../signal.ts';
import type { Trouble, TroubleCode, TroubleNews } from './trouble.ts';

/** How often troubles of one kind are spoken of when each is over as soon as it happened. */
const often = 5;

/** What is open, and the news that nobody has read yet. */
export type Notebook = {
  /** A trouble that lasts. The same key again is news only when it got worse. */
  found(key: string, trouble: Trouble): void;
  /** The trouble of this key is over; silent when it was never found. */
  over(key: string, text: () => Safe, at: Instant): void;
  /** Whether the trouble of this key still is one cannot be known any more. */
  unknown(key: string, text: () => Safe, at: Instant): void;
  /** The trouble of this key is open no longer, without a word. */
  forget(key: string): void;
  /** A trouble that happened and is past. */
  noted(trouble: Trouble): void;
  /** The news since this was last asked, in the order of their time. */
  news(): readonly TroubleNews[];
  /** What is open: the bad before the rest, the oldest first. */
  open(): readonly Trouble[];
};

const timeOf = (news: TroubleNews): number => (news.kind === 'found' ? news.trouble : news).at.mono;

const none: readonly TroubleNews[] = [];

/** An empty notebook. */
export const notebook = (): Notebook => {
  const open = new Map<string, Trouble>();
  const times = new Map<TroubleCode, number>();
  let unread: TroubleNews[] = [];

  const end = (kind: 'over' | 'unknown') => (key: string, text: () => Safe, at: Instant) => {
    const trouble = open.get(key);
    if (trouble === undefined) return;
    open.delete(key);
    unread.push({ kind, trouble, at, text: text() });
  };

  return {
    found(key, trouble) {
      if (open.get(key)?.severity === trouble.severity) return;
      open.set(key, trouble);
      unread.push({ kind: 'found', trouble });
    },
    over: end('over'),
    unknown: end('unknown'),
    forget: (key) => void open.delete(key),
    noted(trouble) {
      const count = (times.get(trouble.code) ?? 0) + 1;
      times.set(trouble.code, count);
      if (count > often) return;
      unread.push(count === often ? { kind: 'found', trouble, last: true } : { kind: 'found', trouble });
    },
    news() {
      if (unread.length === 0) return none;
      const read = unread.toSorted((a, b) => timeOf(a) - timeOf(b));
      unread = [];
      return read;
    },
    open: () =>
      [...open.values()].toSorted((a, b) =>
        a.severity === b.severity ? a.since.mono - b.since.mono : a.severity === 'bad' ? -1 : 1,
      ),
  };
};
