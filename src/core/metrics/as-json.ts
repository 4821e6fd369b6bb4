import type { Metrics } from '../metrics.ts';
import type { Metric } from './metric.ts';
import { summary } from './summary.ts';

/** Numbers as reports have them: microseconds, and ten-thousandths of a cent, mean nothing here. */
const rounded = (number: number): number => Math.round(number * 1e6) / 1e6;

const json = (metric: Metric): object => {
  if (metric.kind === 'none') return { not_computable: metric.why };
  const note = metric.note === undefined ? {} : { note: metric.note };
  if (metric.kind === 'value') return { unit: metric.unit, value: rounded(metric.value), ...note };
  if (metric.kind === 'table') {
    const rows = [...metric.rows].map(([name, count]) => [name, rounded(count)] as const);
    const { assumed } = metric;
    const by = Object.fromEntries(rows);
    return { unit: metric.unit, value: rounded(metric.value), by, assumed, ...note };
  }
  const { n = 0, ...points } = summary(metric.samples) ?? {};
  const shown = Object.entries(points).map(([name, number]) => [name, rounded(number)] as const);
  return { unit: metric.unit, n, ...Object.fromEntries(shown), ...note };
};

/** The metrics as an object: by name `{unit, n, p50, p90, p95, max}`, `{unit, value}`, or `{not_computable}`. */
export const metricsJson = ({ all }: Metrics): Readonly<Record<string, object>> =>
  Object.fromEntries([...all].map(([name, metric]) => [name, json(metric)]));

/** A turn as an object: its latencies by name, what was said (untrusted), and what became of it. */
export const turnJson = (turn: Metrics['turns'][number], index: number): object => ({
  turn: index + 1,
  caller: turn.caller?.transcript,
  agent: turn.responses.flatMap(({ words }) => words.map(({ text }) => text)).join(' ') || undefined,
  operator: turn.operator || undefined,
  responses: turn.responses.map(({ id, status, reason }) => ({ id, status, reason })),
  ...Object.fromEntries(Object.entries(turn.measured).map(([name, ms]) => [name, rounded(ms)])),
});
