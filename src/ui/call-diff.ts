import type { Compared, Comparison, Row } from '../core/diff/compare.ts';
import type { Moment } from '../core/diff/moments.ts';
import type { Safe } from '../core/ports.ts';
import { escapeText, joinSafe, safe } from '../core/safe.ts';
import { diffRows, diffText } from './config-diff.ts';
import { rows as layRows, type Piece } from './rows.ts';
import { amount } from './stats-table.ts';
import { theme, type Look } from './theme.ts';

/** How two calls are shown beside each other. */
export type CallDiffStyle = { readonly coloured: boolean; readonly columns: number | undefined };

const names = { user: 'caller', agent: 'agent', system: 'note', tool: 'tool', operator: 'operator' } as const;
const marks = { same: ' ', changed: '~', 'only-a': '-', 'only-b': '+', moved: '↕' } as const;
const looks: Readonly<Record<Row['change'], Look>> = {
  same: 'dim',
  changed: 'warn',
  'only-a': 'bad',
  'only-b': 'good',
  moved: 'warn',
};
const nameWidth = 9;
const indent = 2 + nameWidth + 7;
const longest = 2000;

const clock = (ms: number): string => {
  const seconds = Math.max(0, Math.round(ms / 1000));
  return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
};

const share = ({ a, b }: Compared): string => {
  if (a === undefined || b === undefined || a === 0 || a === b) return '';
  const percent = Math.round(((b - a) / Math.abs(a)) * 100);
  return `${percent < 0 ? '−' : '+'}${Math.abs(percent)} %`;
};

const said = (moment: Moment): string => {
  const call = moment.who === 'tool' ? `(${moment.arguments ?? ''})` : '';
  return `${moment.text}${call}${moment.cut ? '—' : ''}`;
};

/** The changed words; without colour what is gone and what is new stands in brackets, as wdiff has it. */
const wordPieces = (row: Row, coloured: boolean): readonly Piece[] =>
  row.words.flatMap(({ mark, text }, index): readonly Piece[] => {
    const between = index === 0 ? [] : [{ look: undefined, text: safe` ` }];
    const words = escapeText(text, { max: longest });
    if (mark === ' ') return [...between, { look: undefined, text: words }];
    const look = mark === '-' ? 'bad' : 'good';
    const shown = coloured ? words : mark === '-' ? safe`[-${words}-]` : safe`{+${words}+}`;
    return [...between, { look, text: shown }];
  });

/** A comparison for people: what differs turn by turn with a turn around it, then the numbers of both calls. */
export const callDiff = ({ rows, numbers }: Comparison, { coloured, columns }: CallDiffStyle): Safe => {
  const paint = theme(coloured);
  const lay = layRows(paint);

  const head = (row: Row, moment: Moment): Safe =>
    safe`${paint(looks[row.change], escapeText(marks[row.change]))} ${paint(row.change === 'same' ? 'dim' : moment.who === 'operator' ? 'operator' : moment.who, escapeText(names[moment.who].padEnd(nameWidth)))}${paint('dim', escapeText(clock(moment.from)))}  `;
  const pad = escapeText(' '.repeat(indent));

  const bodyOf = (row: Row, moment: Moment): readonly Piece[] => {
    const { change, pair } = row;
    const text = escapeText(said(moment), { max: longest });
    if (change === 'same') return [{ look: 'dim', text }];
    if (change === 'moved') {
      return [
        { look: undefined, text },
        { look: 'dim', text: safe`  (in the first call at ${escapeText(clock(pair.a?.from ?? 0))})` },
      ];
    }
    if (change !== 'changed') return [{ look: looks[change], text }];
    if (row.places.length > 0) return [{ look: undefined, text: escapeText(moment.text, { max: longest }) }];
    const cut =
      moment.cut === (pair.a?.cut ?? false) ? '' : moment.cut ? ' (cut off now)' : ' (cut off before)';
    return [...wordPieces(row, coloured), { look: 'warn', text: escapeText(cut) }];
  };

  const latencyOf = ({ a = 0, b = 0, beyond, name, ...rest }: Compared): Safe => {
    const compared = { a, b, beyond, name, ...rest };
    return lay(
      [
        {
          look: beyond ? 'warn' : 'dim',
          text: escapeText(`${amount(a, 'ms')} → ${amount(b, 'ms')}  ${share(compared)}`),
        },
        { look: 'dim', text: escapeText(`  ${name}`) },
      ],
      indent,
      columns,
    );
  };

  const lines = (row: Row): readonly Safe[] => {
    const moment = row.pair.b ?? row.pair.a;
    if (moment === undefined) return [];
    const first = safe`${head(row, moment)}${lay(bodyOf(row, moment), indent, columns)}`;
    const places = diffText(diffRows(row.places), lay, { margin: indent, columns });
    const late = row.latency?.beyond === true ? [safe`${pad}${latencyOf(row.latency)}`] : [];
    return [first, ...places, ...late];
  };

  const telling = rows.map((row) => row.change !== 'same' || row.latency?.beyond === true);
  const near = rows.map((_, index) => telling.slice(Math.max(0, index - 1), index + 2).includes(true));
  const out: Safe[] = [];
  let left = 0;
  const leftOut = (): void => {
    if (left > 0) out.push(paint('dim', safe`  … ${left} the same`));
    left = 0;
  };
  for (const [index, row] of rows.entries()) {
    if (near[index] !== true) {
      left += 1;
      continue;
    }
    leftOut();
    out.push(...lines(row));
  }
  leftOut();
  return joinSafe([...out, ...numberRows(numbers, paint)], '\n');
};

const labelWidth = 28;

const numberRows = (numbers: readonly Compared[], paint: ReturnType<typeof theme>): readonly Safe[] =>
  numbers.length === 0
    ? []
    : [
        paint('bold', escapeText(`${''.padEnd(labelWidth)}${'a'.padStart(10)}  ${'b'.padStart(10)}`)),
        ...numbers.map((one) => {
          const show = (value: number | undefined): string =>
            (value === undefined ? '–' : amount(value, one.unit)).padStart(10);
          const text = `${one.name.padEnd(labelWidth - 2)}${show(one.a)}  ${show(one.b)}  ${share(one).padStart(8)}`;
          const look = one.beyond ? 'warn' : 'dim';
          return safe`${paint(look, escapeText(one.beyond ? '~ ' : '  '))}${paint(look, escapeText(text))}`;
        }),
      ];
