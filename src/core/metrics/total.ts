import type { Metrics } from '../metrics.ts';
import { none, table, trend, value, type Metric, type Unit } from './metric.ts';

/** Metrics of many calls in the making. */
export type Totalling = {
  readonly add: (call: Metrics) => void;
  /** How many calls were added. */
  readonly calls: () => number;
  /** The metrics of all of them as one; turns are not kept. */
  readonly value: () => Metrics;
};

/**
 * Begins to add up calls: measurements are pooled, counts added up, ratios become a distribution over calls. What it keeps
 * of a call are its numbers.
 */
export const totalling = (): Totalling => {
  const pools = new Map<string, Pool>();
  let count = 0;
  return {
    add({ all }) {
      count += 1;
      for (const [name, metric] of all) {
        const known = pools.get(name) ?? pool();
        known.add(metric);
        pools.set(name, known);
      }
    },
    calls: () => count,
    value: () => ({ all: new Map([...pools].map(([name, found]) => [name, found.value()])), turns: [] }),
  };
};

/** Metrics of many calls as one. */
export const total = (calls: readonly Metrics[]): Metrics => {
  const all = totalling();
  for (const call of calls) all.add(call);
  return all.value();
};

/** Units in which the sum over calls means something. */
const adds: ReadonlySet<string> = new Set(['count', 'tokens', 'USD', 'ms', 'bytes']);

type Pool = { add(metric: Metric): void; value(): Metric };

/** One metric of many calls. */
const pool = (): Pool => {
  let like: { readonly kind: 'trend' | 'value' | 'table'; readonly unit: Unit } | undefined;
  let why: string | undefined;
  let [calls, missing, assumed, sum] = [0, 0, 0, 0];
  // The measurements, or the one number of each call.
  const samples: number[] = [];
  const rows = new Map<string, number>();
  const note = (): string | undefined => {
    const notes = [
      ...(missing === 0 ? [] : [`not computable for ${missing} of ${calls} calls`]),
      ...(assumed === 0 ? [] : [`model assumed for ${assumed} of ${calls} calls`]),
    ];
    return notes.length === 0 ? undefined : notes.join('; ');
  };
  return {
    add(metric) {
      calls += 1;
      if (metric.kind === 'none') {
        missing += 1;
        why ??= metric.why;
        return;
      }
      like ??= { kind: metric.kind, unit: metric.unit };
      if (metric.kind === 'trend') {
        for (const sample of metric.samples) samples.push(sample);
        return;
      }
      sum += metric.value;
      if (!adds.has(like.unit)) samples.push(metric.value);
      if (metric.kind !== 'table') return;
      if (metric.assumed !== undefined) assumed += 1;
      for (const [name, amount] of metric.rows) rows.set(name, (rows.get(name) ?? 0) + amount);
    },
    value() {
      if (like === undefined) return none(why ?? 'no call was measured');
      const { kind, unit } = like;
      const notes = note();
      if (kind === 'trend') return trend(samples, 'nothing was measured', notes, unit);
      if (!adds.has(unit)) return trend(samples, 'nothing was measured', notes ?? 'over calls', unit);
      return kind === 'value' ? value(unit, sum, notes) : table(unit, rows, sum, notes);
    },
  };
};
