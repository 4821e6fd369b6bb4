/** What became of an id: it is new and remembered from now on, it was here before, or there is no room to remember it. */
export type Seen = 'new' | 'again' | 'full';

/**
 * A memory of ids for at least `keep` milliseconds, of at most `most` ids. It forgets only what is older than that: with
 * no room left it says `full`, because what cannot be remembered could be had twice.
 */
export const seenIds = ({
  keep,
  most = 20_000,
}: {
  readonly keep: number;
  readonly most?: number;
}): ((id: string, now: number) => Seen) => {
  // In the order in which they came.
  const ids = new Map<string, number>();
  return (id, now) => {
    if (ids.has(id)) return 'again';
    for (const [old, at] of ids) {
      if (ids.size < most || now - at <= keep) break;
      ids.delete(old);
    }
    if (ids.size >= most) return 'full';
    ids.set(id, now);
    return 'new';
  };
};
