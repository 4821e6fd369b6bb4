import type { Metrics } from '../metrics.ts';
import { none, table, trend, value, type Metric } from './metric.ts';

/** Metrics of many calls as one: measurements are pooled, counts added up, ratios become a distribution over calls. */
export const total = (calls: readonly Metrics[]): Metrics => {
  const names = new Set(calls.flatMap(({ all }) => [...all.keys()]));
  const all = new Map<string, Metric>();
  for (const name of names) all.set(name, pooled(calls.flatMap((call) => call.all.get(name) ?? [])));
  return { all, turns: calls.flatMap(({ turns }) => turns) };
};

/** Units in which the sum over calls means something. */
const adds: ReadonlySet<string> = new Set(['count', 'tokens', 'USD', 'ms', 'bytes']);

const pooled = (metrics: readonly Metric[]): Metric => {
  const known = metrics.filter((metric) => metric.kind !== 'none');
  const [first] = known;
  if (first === undefined)
    return metrics.find((metric) => metric.kind === 'none') ?? none('no call was measured');
  const missing = metrics.length - known.length;
  const assumed = known.filter((metric) => metric.kind === 'table' && metric.assumed !== undefined).length;
  const notes = [
    ...(missing === 0 ? [] : [`not computable for ${missing} of ${metrics.length} calls`]),
    ...(assumed === 0 ? [] : [`model assumed for ${assumed} of ${metrics.length} calls`]),
  ];
  const note = notes.length === 0 ? undefined : notes.join('; ');
  if (first.kind === 'trend') {
    const samples = known.flatMap((metric) => (metric.kind === 'trend' ? metric.samples : []));
    return trend(samples, 'nothing was measured', note, first.unit);
  }
  const values = known.flatMap((metric) => (metric.kind === 'trend' ? [] : [metric.value]));
  if (!adds.has(first.unit)) return trend(values, 'nothing was measured', note ?? 'over calls', first.unit);
  const sum = values.reduce((all, one) => all + one, 0);
  if (first.kind === 'value') return value(first.unit, sum, note);
  const rows = new Map<string, number>();
  for (const metric of known) {
    if (metric.kind !== 'table') continue;
    for (const [name, count] of metric.rows) rows.set(name, (rows.get(name) ?? 0) + count);
  }
  return table(first.unit, rows, sum, note);
};
