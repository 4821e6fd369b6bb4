import type { Safe } from '../core/ports.ts';
import type { Look, Paint } from './theme.ts';
import { wrap, type Span } from './width.ts';

/** A piece of a line in one look. */
export type Piece = { readonly look: Look | undefined; readonly text: Safe };

/** Fewer cells than this for the content, and it is not wrapped but left to the terminal. */
const narrowest = 20;

const escapes = /\\u\{[0-9a-f]{1,6}\}/g;

const slice = (text: Safe, [start, end]: Span): Safe => text.slice(start, end) as Safe;

/** Paints text with the matches of a pattern in a look of their own. */
const parted = (
  text: Safe,
  pattern: RegExp,
  match: (text: Safe) => string,
  rest: (text: Safe) => string,
): Safe => {
  let out = '';
  let from = 0;
  for (const found of text.matchAll(pattern)) {
    if (found[0] === '') continue;
    out += rest(slice(text, [from, found.index])) + match(found[0] as Safe);
    from = found.index + found[0].length;
  }
  return (out + rest(slice(text, [from, text.length]))) as Safe;
};

/** Gives a piece its look; what the escaper wrote is dim, what the user looks for is marked. */
const inked = (paint: Paint, highlight: RegExp | undefined) => {
  const plain = (look: Look | undefined, text: Safe): Safe =>
    look === undefined || text === '' ? text : paint(look, text);
  const escaped = (look: Look | undefined, text: Safe): Safe =>
    look === 'dim' || !text.includes('\\u{')
      ? plain(look, text)
      : parted(
          text,
          escapes,
          (match) => paint('dim', match),
          (rest) => plain(look, rest),
        );
  return (look: Look | undefined, text: Safe): Safe =>
    highlight === undefined
      ? escaped(look, text)
      : parted(
          text,
          highlight,
          (match) => paint('mark', match),
          (rest) => escaped(look, rest),
        );
};

/** Lays pieces out behind a column of `indent` cells, wrapped to `columns` with the next rows under the first. */
export const rows = (
  paint: Paint,
  highlight?: RegExp,
): ((pieces: readonly Piece[], indent: number, columns: number | undefined) => Safe) => {
  const pattern =
    highlight === undefined
      ? undefined
      : new RegExp(highlight.source, `${highlight.flags.replace('g', '')}g`);
  const ink = inked(paint, pattern);
  return (pieces, indent, columns) => {
    const width = columns === undefined ? 0 : columns - indent;
    let all = '';
    for (const { text } of pieces) all += text;
    const spans = width < narrowest ? [] : wrap(all as Safe, width);
    if (spans.length < 2) {
      let out = '';
      for (const { look, text } of pieces) out += ink(look, text);
      return out as Safe;
    }
    return spans
      .map((span) => cut(pieces, span).reduce((row, { look, text }) => row + ink(look, text), ''))
      .join(`\n${' '.repeat(indent)}`) as Safe;
  };
};

/** The parts of the pieces that fall into a span of all of them together. */
const cut = (pieces: readonly Piece[], [start, end]: Span): readonly Piece[] => {
  const parts: Piece[] = [];
  let from = 0;
  for (const { look, text } of pieces) {
    const to = from + text.length;
    if (to > start && from < end)
      parts.push({ look, text: slice(text, [Math.max(0, start - from), Math.min(text.length, end - from)]) });
    from = to;
  }
  return parts;
};
