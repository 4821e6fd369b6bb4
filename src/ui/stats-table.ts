import type { Metrics } from '../core/metrics.ts';
import type { Metric, Unit } from '../core/metrics/metric.ts';
import { summary } from '../core/metrics/summary.ts';
import type { Safe } from '../core/ports.ts';
import { escapeText, joinSafe, safe } from '../core/safe.ts';
import { grouped } from '../core/words.ts';
import { remark } from './remark.ts';
import type { Paint } from './theme.ts';

/** How the numbers of a call are shown. */
export type StatsStyle = {
  readonly paint: Paint;
  /** Cells of a row, where what is said of a number is broken at a word and goes on under itself; undefined breaks nothing. */
  readonly columns?: number | undefined;
  /** Leave out what could not be computed, and most of what is nothing. */
  readonly brief?: boolean;
};

const nameWidth = 24;
const cell = 10;

/** A number in its unit, short enough for a column. */
export const amount = (number: number, unit: Unit): string => {
  switch (unit) {
    case 'ms':
      return Math.abs(number) < 10_000 ? `${Math.round(number)} ms` : `${(number / 1000).toFixed(1)} s`;
    case 'ratio':
      return `${(number * 100).toFixed(1)} %`;
    case 'USD':
      return `$${number.toFixed(number < 1 ? 4 : 2)}`;
    case 'seconds':
      return `${Math.round(number)} s`;
    case 'per_minute':
      return `${number.toFixed(2)} /min`;
    default:
      return Number.isInteger(number) ? grouped(number) : number.toFixed(2);
  }
};

const name = (text: string): Safe => escapeText(text.padEnd(nameWidth));
const right = (text: string): Safe => escapeText(text.padStart(cell));

const trendRow = (label: string, metric: Extract<Metric, { kind: 'trend' }>, style: StatsStyle): Safe => {
  const found = summary(metric.samples);
  if (found === undefined) return safe``;
  const { unit } = metric;
  const cells = [
    String(found.n),
    ...[found.p50, found.p90, found.p95, found.max].map((ms) => amount(ms, unit)),
  ];
  const note = remark(metric.note ?? '', 2 + nameWidth + cells.length * cell, style);
  return safe`  ${name(label)}${joinSafe(cells.map(right), '')}${note}`;
};

/** What units the rows of a table have that are not those of its value. */
const rowUnits: ReadonlyMap<string, Unit> = new Map<string, Unit>([
  ['handshake_ms', 'ms'],
  ['gap_seconds', 'seconds'],
  ['of_window', 'ratio'],
  ['tokens_reset_seconds', 'seconds'],
  ['requests_reset_seconds', 'seconds'],
]);

const parts = (metric: Extract<Metric, { kind: 'table' }>): string => {
  const unit = metric.unit === 'per_minute' ? 'count' : metric.unit;
  return [...metric.rows]
    .filter(([, count]) => count !== 0)
    .map(([key, count]) => `${key} ${amount(count, rowUnits.get(key) ?? unit)}`)
    .join(', ');
};

/** One number, marked when something that it stands on was assumed. */
const marked = (metric: Extract<Metric, { kind: 'value' | 'table' }>): string =>
  `${metric.kind === 'table' && metric.assumed !== undefined ? '~' : ''}${amount(metric.value, metric.unit)}`;

const valueRow = (
  label: string,
  metric: Extract<Metric, { kind: 'value' | 'table' }>,
  style: StatsStyle,
): Safe => {
  const said = [metric.kind === 'table' ? parts(metric) : '', metric.note ?? ''].filter(Boolean).join('; ');
  return safe`  ${name(label)}${right(marked(metric))}${remark(said, 2 + nameWidth + cell, style)}`;
};

/** Numbers that say something also when they are nothing. */
const telling: ReadonlySet<string> = new Set(['turns', 'errors', 'interruptions_by_caller']);

/** The metrics of a call as a table: measurements with their percentiles, then numbers, then what cannot be known. */
export const statsTable = ({ all }: Metrics, style: StatsStyle): Safe => {
  const { paint } = style;
  const trends: Safe[] = [];
  const values: Safe[] = [];
  const missing: Safe[] = [];
  for (const [label, metric] of all) {
    if (metric.kind === 'trend') trends.push(trendRow(label, metric, style));
    else if (metric.kind === 'none')
      missing.push(safe`  ${escapeText(label.padEnd(nameWidth - 2))}${remark(metric.why, nameWidth, style)}`);
    else if (style.brief !== true || metric.value !== 0 || telling.has(label))
      values.push(valueRow(label, metric, style));
  }
  const head = (title: string, columns: readonly string[] = []): Safe =>
    paint(
      'bold',
      safe`${escapeText(title.padEnd(columns.length === 0 ? 0 : nameWidth + 2))}${joinSafe(columns.map(right), '')}`,
    );
  return joinSafe(
    [
      ...(trends.length === 0 ? [] : [head('measured', ['n', 'p50', 'p90', 'p95', 'max']), ...trends]),
      ...(values.length === 0 ? [] : [head('counted'), ...values]),
      ...(missing.length === 0 || style.brief === true ? [] : [head('not computable, because'), ...missing]),
    ],
    '\n',
  );
};

const perCall = [
  'turns',
  'turn_latency',
  'turn_latency_from_vad',
  'interruptions_by_caller',
  'errors',
  'cost',
];

/** The row of one call among many: its name, then a few numbers; latencies as their 95th percentile. */
export const callRow = (label: Safe, { all }: Metrics): Safe => {
  const cells = perCall.map((key) => {
    const metric = all.get(key);
    if (metric === undefined || metric.kind === 'none') return '–';
    if (metric.kind !== 'trend') return marked(metric);
    return amount(summary(metric.samples)?.p95 ?? Number.NaN, metric.unit);
  });
  return safe`${joinSafe(cells.map(right), '')}  ${label}`;
};

/** The heading of such rows. */
export const callRowHead = (paint: Paint): Safe =>
  paint(
    'bold',
    safe`${joinSafe(['turns', 'p95 turn', 'p95 vad', 'cut off', 'errors', 'cost'].map(right), '')}  ${safe`call`}`,
  );
