import stringWidth from 'string-width';
import type { Safe } from '../core/ports.ts';

const segmenter = new Intl.Segmenter();
const ascii = /^[\x20-\x7e]*$/;

/** Cells of a terminal that text without styling takes. */
export const widthOf = (text: Safe): number => (ascii.test(text) ? text.length : stringWidth(text));

const isAscii = (unit: number): boolean => unit >= 0x20 && unit < 0x7f;

/** Pieces that never part, what a reader takes for one character, and the cells they take. */
function* graphemes(text: string): Generator<readonly [piece: string, cells: number]> {
  for (let index = 0; index < text.length;) {
    let end = index + 1;
    while (end < text.length && !isAscii(text.charCodeAt(end))) end += 1;
    if (end === index + 1 && isAscii(text.charCodeAt(index))) yield [text.charAt(index), 1];
    // Segmenting is dear, and needed only where there is more than ASCII, with the letter that marks may stand on.
    else
      for (const { segment } of segmenter.segment(text.slice(index, end)))
        yield [segment, stringWidth(segment)];
    index = end;
  }
}

/** A part of a text, from an index to another. */
export type Span = readonly [start: number, end: number];

/**
 * Where to break safe text without styling so that each row takes at most `width` cells: behind a space where there is
 * one, and never inside what a reader takes for one character. At least one row, and one character in each.
 */
export const wrap = (text: Safe, width: number): readonly Span[] => {
  // No character takes more than two cells for each of its units.
  if (text.length * 2 <= width || (text.length <= width && ascii.test(text))) return [[0, text.length]];
  const rows: Span[] = [];
  let start = 0;
  let index = 0;
  let cells = 0;
  // Behind the last space of the row, where it may be broken; 0 is nowhere.
  let space = 0;
  let cellsAtSpace = 0;
  const breakRow = (): void => {
    const at = space > start ? space : index;
    cells -= space > start ? cellsAtSpace : cells;
    let end = at;
    while (end > start && text.charCodeAt(end - 1) === 0x20) end -= 1;
    if (end > start) rows.push([start, end]);
    start = at;
  };
  for (const [piece, wide] of graphemes(text)) {
    if (piece !== ' ') {
      // Spaces may hang over the edge, they are not shown there. The rest of a row may be full of a wide character.
      if (index > start && cells + wide > width) breakRow();
      if (index > start && cells + wide > width) breakRow();
    }
    index += piece.length;
    cells += wide;
    if (piece === ' ') {
      space = index;
      cellsAtSpace = cells;
    }
  }
  for (; cells > width && text.charCodeAt(index - 1) === 0x20; cells -= 1) index -= 1;
  if (index > start || rows.length === 0) rows.push([start, index]);
  return rows;
};

/** The text in at most `width` cells: its beginning, or with `end` its end, and an ellipsis for what is missing. */
export const fit = (text: Safe, width: number, end = false): Safe => {
  if (widthOf(text) <= width) return text;
  if (width < 1) return '' as Safe;
  const pieces = [...graphemes(end ? tail(text, width) : text.slice(0, width * 24))];
  if (end) pieces.reverse();
  let cells = 1;
  const kept: string[] = [];
  for (const [piece, wide] of pieces) {
    if (cells + wide > width) break;
    cells += wide;
    kept.push(piece);
  }
  return (end ? `…${kept.reverse().join('')}` : `${kept.join('')}…`) as Safe;
};

// Enough of a long text's end for any number of joined characters, and cheap to segment for every frame of a display.
const tail = (text: string, width: number): string => text.slice(-width * 24);
