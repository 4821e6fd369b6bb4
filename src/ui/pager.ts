import type { Scrollback } from './scrollback.ts';
import { styledRows } from './styled-rows.ts';

/** A window onto a scrollback that stands still while lines are added to it. */
export type Pager = {
  /** The rows to show on a screen of this size: `height` of them at most, the first ones of the scrollback on top. */
  rows(columns: number, height: number): readonly string[];
  /** Moves by rows, up when negative, as far as there are lines. */
  scroll(by: number, columns: number, height: number): void;
  /** Moves to the oldest line. */
  top(): void;
};

/** A place in the scrollback: a row of a line. */
type Place = { readonly line: number; readonly row: number };

/** A pager whose last row is that of the newest line there is now. */
export const pager = (lines: Scrollback): Pager => {
  // Line `end` is the one below the last that is shown; the place of the top is found when the size is known.
  const end = lines.next;
  let top: Place | undefined;

  const rowsOf = (line: number, columns: number): readonly string[] => styledRows(lines.line(line), columns);

  const up = (from: Place, by: number, columns: number): Place => {
    let { line, row } = from;
    let left = by;
    while (left > row && line > lines.first) {
      left -= row + 1;
      line -= 1;
      row = rowsOf(line, columns).length - 1;
    }
    return { line, row: Math.max(0, row - left) };
  };

  const down = (from: Place, by: number, columns: number): Place => {
    let { line, row } = from;
    let left = by;
    while (line < lines.next) {
      const below = rowsOf(line, columns).length - 1 - row;
      if (left <= below) return { line, row: row + left };
      left -= below + 1;
      line += 1;
      row = 0;
    }
    return { line, row };
  };

  /** Where the top is, with lines forgotten meanwhile and a size that has changed. */
  const topFor = (columns: number, height: number): Place => {
    top ??= up({ line: end, row: 0 }, height, columns);
    if (top.line < lines.first) top = { line: lines.first, row: 0 };
    const row = Math.min(top.row, Math.max(0, rowsOf(top.line, columns).length - 1));
    return { line: top.line, row };
  };

  return {
    rows(columns, height) {
      const from = topFor(columns, height);
      const shown: string[] = [];
      for (let { line, row } = from; line < lines.next && shown.length < height; line += 1, row = 0)
        shown.push(...rowsOf(line, columns).slice(row));
      return shown.slice(0, height);
    },
    scroll(by, columns, height) {
      const from = topFor(columns, height);
      if (by < 0) {
        top = up(from, -by, columns);
        return;
      }
      const lowest = up({ line: lines.next, row: 0 }, height, columns);
      const to = down(from, by, columns);
      const beyond = to.line > lowest.line || (to.line === lowest.line && to.row > lowest.row);
      top = beyond ? lowest : to;
    },
    top() {
      top = { line: lines.first, row: 0 };
    },
  };
};
