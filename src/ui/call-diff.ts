import type { Comparison, Row } from '../core/diff/comparison.ts';
import type { Safe } from '../core/ports.ts';
import { escapeText, joinSafe, safe } from '../core/safe.ts';
import { diffRows, diffText } from './config-diff.ts';
import { head, headWidth, latencyPieces, looks, marks, telling, words } from './diff-look.ts';
import { numberRows } from './diff-numbers.ts';
import { rows as layRows } from './rows.ts';
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

/** One call below the other: what is gone and what is new stands in one text. */
const unified = (paint: Paint, { coloured, columns }: CallDiffStyle): ((row: Row) => readonly Safe[]) => {
  const lay = layRows(paint);
  return (row) => {
    const moment = row.pair.b ?? row.pair.a;
    if (moment === undefined) return [];
    const mark = paint(looks[row.change], escapeText(marks[row.change]));
    return [safe`${mark} ${head(paint, row, moment)}${lay(words(row, moment, coloured), indent, columns)}`];
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
