import stringWidth from 'string-width';
import type { Row } from '../core/diff/comparison.ts';
import type { Safe } from '../core/ports.ts';
import { escapeText, safe } from '../core/safe.ts';
import { head, headWidth, looks, marks, words } from './diff-look.ts';
import { rows as layRows } from './rows.ts';
import type { Paint } from './theme.ts';

/** Terminals from this width on have room for two calls beside each other. */
export const wideEnough = 120;

/** The least that two columns take; a narrower terminal breaks the lines itself. */
const narrowest = 84;
const between = 3;

/** Text with escapes of our own, filled with spaces to a width. */
const filled = (text: Safe, width: number): Safe =>
  safe`${text}${escapeText(' '.repeat(Math.max(0, width - stringWidth(text))))}`;

/** The two calls of a row beside each other, the first on the left, within a width in cells. */
export const sideBySide = (
  paint: Paint,
  coloured: boolean,
  columns: number,
): ((row: Row) => readonly Safe[]) => {
  const lay = layRows(paint);
  const width = Math.floor((Math.max(columns, narrowest) - 2 - between) / 2);
  const edge = paint('dim', safe` │`);

  const cell = (row: Row, side: 'a' | 'b'): readonly Safe[] => {
    const moment = row.pair[side];
    if (moment === undefined) return [];
    const body = lay(words(row, moment, coloured, side), headWidth, width);
    return safe`${head(paint, row, moment)}${body}`.split('\n').map((line) => line as Safe);
  };

  return (row) => {
    const [left, right] = [cell(row, 'a'), cell(row, 'b')];
    const mark = paint(looks[row.change], escapeText(marks[row.change]));
    return Array.from({ length: Math.max(left.length, right.length) }, (_, index): Safe => {
      const [one, other] = [left[index] ?? safe``, right[index]];
      const first = safe`${index === 0 ? mark : safe` `} ${filled(one, width)}`;
      return other === undefined ? safe`${first}${edge}` : safe`${first}${edge} ${other}`;
    });
  };
};
