import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import type { Safe } from '../core/ports.ts';
import { escapeText, joinSafe, safe } from '../core/safe.ts';

/** Rows as they stand on the screen, and where the cursor is in them. */
export type Layout = {
  readonly rows: readonly Safe[];
  readonly cursor: { readonly row: number; readonly column: number };
};

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** The pieces of a text that never part: what a reader takes for one character. */
export const graphemesOf = (text: string): readonly string[] =>
  /^[\x20-\x7e]*$/.test(text) ? text.split('') : [...graphemes.segment(text)].map(({ segment }) => segment);

/** The cells a piece of text takes on a terminal; escape sequences of ours take none. */
export const cells = (text: string): number => stringWidth(text);

/** Safe text cut to a number of cells, with an ellipsis where something is missing; cut text loses its colours. */
export const fit = (text: Safe, columns: number): Safe => {
  if (cells(text) <= columns) return text;
  let out = '';
  let wide = 0;
  for (const piece of graphemesOf(stripVTControlCharacters(text))) {
    wide += cells(piece);
    if (wide >= columns) break;
    out += piece;
  }
  return joinSafe([out as Safe, safe`…`]);
};

/**
 * What is typed, escaped, broken into rows that leave the last column free (a full row would make terminals disagree
 * about the cursor), with `mark` before the first. At most `most` rows, those around the cursor; `…` shows that there
 * is more.
 */
export const layoutInput = (
  line: string,
  cursor: number,
  columns: number,
  most: number,
  mark: Safe = safe`› `,
): Layout => {
  const indent = cells(mark);
  const room = Math.max(4, columns - 1 - indent);
  const rows: string[] = [''];
  let wide = 0;
  const add = (text: string): void => {
    for (const piece of graphemesOf(text)) {
      const width = cells(piece);
      if (wide + width > room) {
        rows.push('');
        wide = 0;
      }
      rows[rows.length - 1] += piece;
      wide += width;
    }
  };
  add(escapeText(line.slice(0, cursor)));
  // At the very edge the cursor stands on the next row, where the next character will be.
  if (wide >= room) {
    rows.push('');
    wide = 0;
  }
  const at = { row: rows.length - 1, column: indent + wide };
  add(escapeText(line.slice(cursor)));

  const first = Math.max(0, Math.min(at.row - most + 1, rows.length - most));
  const shown = rows.slice(first, first + most);
  return {
    rows: shown.map((row, index) => {
      const cut = (index === 0 && first > 0) || (index === shown.length - 1 && first + most < rows.length);
      const gutter = cut ? `…${' '.repeat(indent - 1)}` : first + index === 0 ? mark : ' '.repeat(indent);
      return `${gutter}${row}` as Safe;
    }),
    cursor: { row: at.row - first, column: at.column },
  };
};

/** Words side by side in as many columns as fit. */
export const inColumns = (candidates: readonly string[], columns: number): Safe => {
  const words = candidates.map((candidate) => candidate.trim());
  const wide = Math.max(...words.map(cells)) + 2;
  const perRow = Math.max(1, Math.floor(columns / wide));
  const shown = words.map((word) => escapeText(word.padEnd(wide)));
  const rows = Array.from({ length: Math.ceil(shown.length / perRow) }, (_, row) =>
    joinSafe(shown.slice(row * perRow, (row + 1) * perRow)),
  );
  return joinSafe(rows, '\n');
};
