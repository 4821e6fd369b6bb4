/** A search through lines typed before, the newest first. */
export type HistorySearch = {
  /** What is searched, and the line found for it; undefined while there is none. */
  state(): { readonly query: string; readonly found: string | undefined };
  /** Searches another text, from the newest line on. */
  query(text: string): void;
  /** The next older (or newer) line that holds the text; stays where there is none. */
  step(way: 'older' | 'newer'): void;
};

/** A search that has found the newest line. Upper and lower case are one unless the text has upper case. */
export const historySearch = (past: readonly string[]): HistorySearch => {
  let query = '';
  let at = past.length === 0 ? -1 : 0;
  const holds = (line: string | undefined): boolean =>
    line !== undefined &&
    (query === query.toLowerCase() ? line.toLowerCase().includes(query) : line.includes(query));

  return {
    state: () => ({ query, found: past[at] }),
    query(text) {
      query = text;
      at = past.findIndex(holds);
    },
    step(way) {
      const by = way === 'older' ? 1 : -1;
      // The same line once more is no other line.
      const from = past[at];
      for (let next = at + by; next >= 0 && next < past.length; next += by) {
        if (!holds(past[next]) || past[next] === from) continue;
        at = next;
        return;
      }
    },
  };
};
