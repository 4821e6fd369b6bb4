import { wipe } from './live-line.ts';
import { cells, type Layout } from './prompt-layout.ts';

/** The last rows of the screen, which stay under what is printed. It makes text; the writing is its owner's. */
export type Region = {
  /** Puts `text` (whole lines) above, and the layout under it. */
  paint(text: string, layout: Layout, columns: number): string;
  /** The same after the size of the screen has changed, with the lines before it where they can be told. */
  repaint(layout: Layout, columns: number, rows: number): string;
  /** Takes the region off the screen; what was printed above it stays. */
  clear(columns: number): string;
};

/** How much of what was printed is remembered, in UTF-16 units: a screenful of long lines. */
const remembered = 1 << 16;

// Terminals disagree about the width of some emoji: a row that is too long must lose its end, not become two.
const wrapping = { off: '\u{1b}[?7l', on: '\u{1b}[?7h' };

/** A region that is not on the screen yet. Rows must be narrower than the screen. */
export const region = (): Region => {
  let painted: { readonly widths: readonly number[]; readonly cursor: Layout['cursor'] } | undefined;
  let recent: string[] = [];
  let size = 0;

  const remember = (text: string): void => {
    if (text === '') return;
    recent.push(text);
    size += text.length;
    while (size > remembered && recent.length > 1) size -= recent.shift()?.length ?? 0;
  };

  /** From the cursor to the region's first row, and everything from there on gone. */
  const erase = (columns: number): string => {
    if (painted === undefined) return '';
    // A narrower screen has broken the rows above the cursor's in two. Terminals differ about the cursor's own row;
    // rather a bit of the old prompt left than a line of the stream lost.
    const up = painted.widths
      .slice(0, painted.cursor.row)
      .reduce((sum, width) => sum + Math.max(1, Math.ceil(width / columns)), 0);
    return `\r${up > 0 ? `\u{1b}[${up}A` : ''}${wipe}`;
  };

  const show = ({ rows, cursor }: Layout): string => {
    const up = rows.length - 1 - cursor.row;
    painted = { widths: rows.map(cells), cursor };
    return `${wrapping.off}${rows.join('\r\n')}${wrapping.on}\r${up > 0 ? `\u{1b}[${up}A` : ''}${cursor.column > 0 ? `\u{1b}[${cursor.column}C` : ''}`;
  };

  return {
    paint(text, layout, columns) {
      remember(text);
      return `${erase(columns)}${text}${show(layout)}`;
    },
    repaint(layout, columns, rows) {
      const lines = recent.join('').split('\n').slice(0, -1);
      let left = rows - layout.rows.length;
      let first = lines.length;
      for (; first > 0; first -= 1) {
        left -= Math.max(1, Math.ceil(cells(lines[first - 1] ?? '') / columns));
        if (left < 0) break;
      }
      // Less than a screen of ours: what stands above is somebody else's, and stays.
      if (left >= 0) return `${erase(columns)}${show(layout)}`;
      // Row by row, because terminals keep a screen that is cleared at once in their history.
      const blank = Array.from({ length: rows }, (_, row) => `\u{1b}[${row + 1};1H\u{1b}[2K`).join('');
      const text = lines
        .slice(first)
        .map((line) => `${line}\n`)
        .join('');
      return `${blank}\u{1b}[H${text}${show(layout)}`;
    },
    clear(columns) {
      const text = erase(columns);
      painted = undefined;
      return text;
    },
  };
};
