import type { Compared, Row } from '../core/diff/comparison.ts';
import type { Moment } from '../core/diff/moments.ts';
import type { Safe } from '../core/ports.ts';
import { escapeText, safe } from '../core/safe.ts';
import type { Piece } from './rows.ts';
import { amount } from './stats-table.ts';
import type { Look, Paint } from './theme.ts';

const names = { user: 'caller', agent: 'agent', system: 'note', tool: 'tool', operator: 'operator' } as const;

/** What stands before a row that changed, by how. */
export const marks = { same: ' ', changed: '~', 'only-a': '-', 'only-b': '+', moved: '↕' } as const;

/** The look of a row by what changed. */
export const looks: Readonly<Record<Row['change'], Look>> = {
  same: 'dim',
  changed: 'warn',
  'only-a': 'bad',
  'only-b': 'good',
  moved: 'warn',
};

const nameWidth = 9;

/** Cells of who and when, before what was said. */
export const headWidth = nameWidth + 7;

/** Characters of a text that are shown. */
const longest = 2000;

/** Minutes and seconds since the beginning of a call. */
const clock = (ms: number): string => {
  const seconds = Math.max(0, Math.round(ms / 1000));
  return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
};

/** By how much the second number is more or less than the first; nothing where that says nothing. */
export const share = ({ a, b }: Compared): string => {
  if (a === undefined || b === undefined || a === 0) return '';
  const percent = Math.round(((b - a) / Math.abs(a)) * 100);
  if (percent === 0) return '';
  return `${percent < 0 ? '−' : '+'}${Math.abs(percent)} %`;
};

/** Who, and when on their call. */
export const head = (paint: Paint, { change }: Row, { who, from }: Moment): Safe => {
  const look = change === 'same' ? 'dim' : who;
  return safe`${paint(look, escapeText(names[who].padEnd(nameWidth)))}${paint('dim', escapeText(clock(from)))}  `;
};

/** What was said, or called with its arguments. */
const said = (moment: Moment): Safe => {
  const call = moment.who === 'tool' ? `(${moment.arguments ?? ''})` : '';
  return escapeText(`${moment.text}${call}${moment.cut ? '—' : ''}`, { max: longest });
};

/** The changed words; without colour what is gone and what is new stands in brackets, as wdiff has it. */
const wordPieces = (row: Row, coloured: boolean, only?: '-' | '+'): readonly Piece[] =>
  row.words
    .filter(({ mark }) => only === undefined || mark === ' ' || mark === only)
    .flatMap(({ mark, text }, index): readonly Piece[] => {
      const between = index === 0 ? [] : [{ look: undefined, text: safe` ` }];
      const words = escapeText(text, { max: longest });
      if (mark === ' ') return [...between, { look: undefined, text: words }];
      const look = mark === '-' ? 'bad' : 'good';
      const shown = coloured ? words : mark === '-' ? safe`[-${words}-]` : safe`{+${words}+}`;
      return [...between, { look, text: shown }];
    });

/** That only one of two was cut off, which no words show. */
const cutPiece = ({ pair: { a, b } }: Row): Piece => ({
  look: 'warn',
  text: escapeText(a?.cut === b?.cut ? '' : b?.cut === true ? ' (cut off now)' : ' (cut off before)'),
});

/** A latency of both calls. */
export const latencyPieces = (compared: Compared): readonly Piece[] => {
  const { a = 0, b = 0, beyond, name } = compared;
  const text = escapeText(`${amount(a, 'ms')} → ${amount(b, 'ms')}  ${share(compared)}`);
  return [
    { look: beyond ? 'warn' : 'dim', text },
    { look: 'dim', text: safe`  ${escapeText(name)}` },
  ];
};

/** Where a moved row was in the first call. */
const movedPiece = ({ pair }: Row): Piece => ({
  look: 'dim',
  text: safe`  (in the first call at ${escapeText(clock(pair.a?.from ?? 0))})`,
});

/** The words of a row: of both calls in one text, or those of one `side`. */
export const words = (row: Row, moment: Moment, coloured: boolean, side?: 'a' | 'b'): readonly Piece[] => {
  const { change, places } = row;
  if (change === 'moved')
    return [{ look: undefined, text: said(moment) }, ...(side === undefined ? [movedPiece(row)] : [])];
  if (change !== 'changed') return [{ look: looks[change], text: said(moment) }];
  if (places.length > 0) return [{ look: undefined, text: escapeText(moment.text, { max: longest }) }];
  const only = side === undefined ? undefined : side === 'a' ? '-' : '+';
  return [...wordPieces(row, coloured, only), ...(side === 'a' ? [] : [cutPiece(row)])];
};

/** The rows that tell something with one around each; a number stands for so many that are left out. */
export const telling = (rows: readonly Row[]): readonly (Row | number)[] => {
  const tells = rows.map((row) => row.change !== 'same' || row.latency?.beyond === true);
  const out: (Row | number)[] = [];
  for (const [index, row] of rows.entries()) {
    const last = out.at(-1);
    if (tells.slice(Math.max(0, index - 1), index + 2).includes(true)) out.push(row);
    else if (typeof last === 'number') out[out.length - 1] = last + 1;
    else out.push(1);
  }
  return out;
};
