import type { Compared } from '../core/diff/comparison.ts';
import type { Safe } from '../core/ports.ts';
import { escapeText, safe } from '../core/safe.ts';
import { share } from './diff-look.ts';
import { amount } from './stats-table.ts';
import type { Paint } from './theme.ts';

const labelWidth = 28;

/** The numbers of both calls as a table; what is beyond the tolerance is marked. */
export const numberRows = (numbers: readonly Compared[], paint: Paint): readonly Safe[] =>
  numbers.length === 0
    ? []
    : [
        paint('bold', escapeText(`${''.padEnd(labelWidth)}${'a'.padStart(10)}  ${'b'.padStart(10)}`)),
        ...numbers.map((one) => {
          const show = (value: number | undefined): string =>
            (value === undefined ? '–' : amount(value, one.unit)).padStart(10);
          const text = `${one.name.padEnd(labelWidth - 2)}${show(one.a)}  ${show(one.b)}  ${share(one).padStart(8)}`;
          const look = one.beyond ? 'warn' : 'dim';
          return safe`${paint(look, escapeText(one.beyond ? '~ ' : '  '))}${paint(look, escapeText(text.trimEnd()))}`;
        }),
      ];
