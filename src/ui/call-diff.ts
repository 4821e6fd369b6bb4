import type { Comparison, Row } from '../core/diff/comparison.ts';
import type { Moment } from '../core/diff/moments.ts';
import type { Safe } from '../core/ports.ts';
import { escapeText, joinSafe, safe } from '../core/safe.ts';
import { diffRows, diffText } from './config-diff.ts';
import {
  cutPiece,
  head,
  headWidth,
  latencyPieces,
  longest,
  looks,
  marks,
  movedPiece,
  said,
  telling,
  wordPieces,
} from './diff-look.ts';
import { numberRows } from './diff-numbers.ts';
import { rows as layRows, type Piece } from './rows.ts';
import { sideBySide } from './side-by-side.ts';
import { theme, type Paint } from './theme.ts';

/** How two calls are shown: with `beside`, each has a column of its own. */
export type CallDiffStyle = {
  readonly coloured: boolean;
  readonly columns: number | undefined;
  readonly beside?: boolean;
};

const indent = 2 + headWidth;
/** Where nobody says how wide it is. */
const usualColumns = 120;

const bodyOf = (row: Row, moment: Moment, coloured: boolean): readonly Piece[] => {
  const { change } = row;
  if (change === 'same') return [{ look: 'dim', text: said(moment) }];
  if (change === 'moved') return [{ look: undefined, text: said(moment) }, movedPiece(row)];
  if (change !== 'changed') return [{ look: looks[change], text: said(moment) }];
  if (row.places.length > 0) return [{ look: undefined, text: escapeText(moment.text, { max: longest }) }];
  return [...wordPieces(row, coloured), cutPiece(row)];
};

/** One call below the other: what is gone and what is new stands in one text. */
const unified = (paint: Paint, { coloured, columns }: CallDiffStyle): ((row: Row) => readonly Safe[]) => {
  const lay = layRows(paint);
  return (row) => {
    const moment = row.pair.b ?? row.pair.a;
    if (moment === undefined) return [];
    const mark = paint(looks[row.change], escapeText(marks[row.change]));
    return [safe`${mark} ${head(paint, row, moment)}${lay(bodyOf(row, moment, coloured), indent, columns)}`];
  };
};

/** A comparison for people: what differs turn by turn with a turn around it, then the numbers of both calls. */
export const callDiff = ({ rows, numbers }: Comparison, style: CallDiffStyle): Safe => {
  const { coloured, beside = false } = style;
  const columns = style.columns ?? (beside ? usualColumns : undefined);
  const paint = theme(coloured);
  const lay = layRows(paint);
  const show = beside ? sideBySide(paint, coloured, columns ?? usualColumns) : unified(paint, style);
  const pad = escapeText(' '.repeat(indent));

  const under = (row: Row): readonly Safe[] => [
    ...diffText(diffRows(row.places), lay, { margin: indent, columns }),
    ...(row.latency?.beyond === true
      ? [safe`${pad}${lay(latencyPieces(row.latency), indent, columns)}`]
      : []),
  ];
  const turns = telling(rows).flatMap((row) =>
    typeof row === 'number' ? [paint('dim', safe`  … ${row} the same`)] : [...show(row), ...under(row)],
  );
  return joinSafe([...turns, ...numberRows(numbers, paint)], '\n');
};
