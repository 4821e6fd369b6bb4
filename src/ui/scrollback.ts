/** What was printed, line by line, the newest of it. Lines are numbered from 0 and keep their number. */
export type Scrollback = {
  /** Text of whole lines, each with its line break. */
  add(text: string): void;
  /** The number of the oldest line that is remembered. */
  readonly first: number;
  /** The number the next line will have. */
  readonly next: number;
  /** A line without its break; the empty one where none is remembered. */
  line(number: number): string;
};

/** Remembers at most `most` lines of together at most `size` UTF-16 units; the newest line always. */
export const scrollback = (most = 50_000, size = 8 << 20): Scrollback => {
  let lines: string[] = [];
  // Lines at the front that are forgotten, and not yet cut off.
  let gone = 0;
  let first = 0;
  let held = 0;

  const forget = (): void => {
    while (lines.length - gone > 1 && (lines.length - gone > most || held > size)) {
      held -= lines[gone]?.length ?? 0;
      lines[gone] = '';
      gone += 1;
      first += 1;
    }
    if (gone > 4096 && gone > lines.length / 2) {
      lines = lines.slice(gone);
      gone = 0;
    }
  };

  return {
    add(text) {
      let from = 0;
      for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', from)) {
        lines.push(text.slice(from, at));
        held += at - from;
        from = at + 1;
      }
      if (from < text.length) {
        lines.push(text.slice(from));
        held += text.length - from;
      }
      forget();
    },
    get first() {
      return first;
    },
    get next() {
      return first + lines.length - gone;
    },
    line: (number) => lines[number - first + gone] ?? '',
  };
};
