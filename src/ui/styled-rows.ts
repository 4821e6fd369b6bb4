import { cells, graphemesOf } from './prompt-layout.ts';

const reset = '\u{1b}[0m';
const codes = /\u{1b}\[([0-9;]*)m/gu;

/**
 * A line with the colours of `theme` as it stands on a screen of that many columns: broken at the edge, never inside a
 * character, each row with the colours it begins in and a reset at its end. At least one row.
 */
export const styledRows = (line: string, columns: number): readonly string[] => {
  if (line.length * 2 <= columns || cells(line) <= columns) return [line];
  const rows: string[] = [];
  const style = styling();
  let row = '';
  let wide = 0;
  const add = (text: string): void => {
    for (const piece of graphemesOf(text)) {
      const width = piece.length === 1 && piece < '\u{7f}' ? 1 : cells(piece);
      if (wide + width > columns && wide > 0) {
        rows.push(style.now() === '' ? row : `${row}${reset}`);
        row = style.now();
        wide = 0;
      }
      row += piece;
      wide += width;
    }
  };
  let from = 0;
  for (const found of line.matchAll(codes)) {
    add(line.slice(from, found.index));
    style.add(found[0], found[1] ?? '');
    row += found[0];
    from = found.index + found[0].length;
  }
  add(line.slice(from));
  rows.push(row);
  return rows;
};

/** The codes that are in force: one colour, one weight, inverse or not. */
const styling = () => {
  const on = new Map<'colour' | 'weight' | 'inverse', string>();
  const weights = new Set(['1', '2']);
  return {
    now: () => [...on.values()].join(''),
    add(code: string, parameter: string): void {
      if (parameter === '' || parameter === '0') on.clear();
      else if (parameter === '39') on.delete('colour');
      else if (parameter === '22') on.delete('weight');
      else if (parameter === '27') on.delete('inverse');
      else if (parameter === '7') on.set('inverse', code);
      else if (weights.has(parameter)) on.set('weight', (on.get('weight') ?? '') + code);
      else on.set('colour', code);
    },
  };
};
