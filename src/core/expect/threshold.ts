import { SidebandError } from '../error.ts';
import type { Metric, Unit } from '../metrics/metric.ts';
import { percentile } from '../metrics/summary.ts';
import type { Check } from './expectation.ts';

/** A metric that could be computed. */
type Measured = Exclude<Metric, { kind: 'none' }>;

type Bound = {
  readonly text: string;
  readonly pick: (metric: Measured) => number | string;
  /** In words why not, where the unit of the limit is none that the metric has. */
  readonly holds: (found: number, unit: Unit) => boolean | string;
  /** What was found, in the unit that was written, or the one it is counted in. */
  readonly shown: (found: number, unit: Unit) => string;
};

/** What a unit that was written after a number is in the units that metrics have. */
const inUnit = new Map<string, ReadonlyMap<Unit, number>>([
  ['ms', new Map([['ms', 1] as const, ['seconds', 0.001] as const])],
  ['s', new Map([['ms', 1000] as const, ['seconds', 1] as const])],
  ['%', new Map([['ratio', 0.01] as const])],
]);

/** How a number is written in a unit, where it is not bare. */
const written: ReadonlyMap<Unit, string> = new Map<Unit, string>([
  ['ms', ' ms'],
  ['seconds', ' s'],
  ['USD', ' USD'],
  ['per_minute', ' a minute'],
  ['bytes', ' bytes'],
  ['tokens', ' tokens'],
]);

const comparisons: ReadonlyMap<string, (found: number, bound: number) => boolean> = new Map([
  ['<', (found, bound) => found < bound],
  ['<=', (found, bound) => found <= bound],
  ['>', (found, bound) => found > bound],
  ['>=', (found, bound) => found >= bound],
  ['==', (found, bound) => found === bound],
  ['=', (found, bound) => found === bound],
  ['===', (found, bound) => found === bound],
  ['!=', (found, bound) => found !== bound],
]);

const mean = (samples: readonly number[]): number =>
  samples.reduce((sum, one) => sum + one, 0) / samples.length;

/** The number that k6's word picks of a metric; in words why there is none. */
const picking = (word: string): ((metric: Measured) => number | string) | undefined => {
  const p = /^p\((\d{1,3}(?:\.\d+)?)\)$/.exec(word)?.[1];
  const share = p === undefined ? undefined : Number(p);
  if (share !== undefined && share > 100) return undefined;
  if (share === undefined && !['avg', 'min', 'med', 'max', 'count', 'rate', 'value'].includes(word))
    return undefined;
  return (metric) => {
    if (metric.kind !== 'trend') {
      if (share !== undefined || ['avg', 'min', 'med', 'max'].includes(word))
        return `it is one number, not many: write count, rate or value`;
      // Of a rate per minute the count is what its codes add up to.
      if (word === 'count' && metric.kind === 'table' && metric.unit === 'per_minute')
        return [...metric.rows.values()].reduce((sum, one) => sum + one, 0);
      return metric.value;
    }
    const sorted = metric.samples.toSorted((a, b) => a - b);
    if (share !== undefined) return percentile(sorted, share);
    switch (word) {
      case 'count':
        return sorted.length;
      case 'avg':
      case 'value':
        return mean(sorted);
      case 'min':
        return percentile(sorted, 0);
      case 'med':
        return percentile(sorted, 50);
      case 'max':
        return percentile(sorted, 100);
      default:
        return 'it has many values: write p(95), med, min, max, avg or count';
    }
  };
};

const bound = (text: string): Bound => {
  const [, word = '', operator = '', number = '', suffix] =
    /^\s*([a-z]+(?:\([\d.]+\))?)\s*(<=|>=|===|==|!=|<|>|=)\s*(-?\d+(?:\.\d+)?)\s*(ms|s|%)?\s*$/.exec(text) ??
    [];
  const pick = picking(word);
  const compare = comparisons.get(operator);
  if (pick === undefined || compare === undefined) {
    throw new SidebandError('usage', 'not a threshold', {
      said: text.trim(),
      hint: 'p(95)<1200, med<=800, max<2000, avg<900, count<=1, rate==0; several joined by &&',
    });
  }
  const limit = Number(number);
  const holds: Bound['holds'] = (found, unit) => {
    if (suffix === undefined || word === 'count') return compare(found, limit);
    const factor = inUnit.get(suffix)?.get(unit);
    return factor === undefined
      ? `it is counted in ${unit}, not in ${suffix}`
      : compare(found, limit * factor);
  };
  const shown: Bound['shown'] = (found, unit) => {
    if (word === 'count') return rounded(found);
    const factor = inUnit.get(suffix ?? '')?.get(unit);
    return factor === undefined
      ? `${rounded(found)}${written.get(unit) ?? ''}`
      : `${rounded(found / factor)} ${suffix}`;
  };
  return { text: text.trim(), pick, holds, shown };
};

const rounded = (number: number): string =>
  String(Math.abs(number) < 1 ? Number(number.toPrecision(3)) : Math.round(number * 1000) / 1000);

/** `METRIC p(95)<1200`: k6's grammar over a metric of the call; `METRIC.ROW` names one number of several. */
export const thresholdCheck = (metric: string, words: string): Check => {
  const bounds = words
    .split('&&')
    .flatMap((part) => part.split(','))
    .map(bound);
  const [name = '', ...rows] = metric.split('.');
  const row = rows.join('.');
  return {
    write: () => undefined,
    end({ metrics }) {
      const whole = metrics().all.get(name);
      const found: Metric | undefined =
        row === '' || whole === undefined || whole.kind === 'none'
          ? whole
          : whole.kind === 'table'
            ? // What was never counted is nothing, not unknown.
              { kind: 'value', unit: whole.unit, value: whole.rows.get(row) ?? 0 }
            : undefined;
      if (found === undefined) return { state: 'unmet', why: `${metric} has no such row`, seen: [] };
      if (found.kind === 'none') return { state: 'unmet', why: `not computable: ${found.why}`, seen: [] };
      for (const one of bounds) {
        const value = one.pick(found);
        if (typeof value === 'string') return { state: 'unmet', why: `not computable: ${value}`, seen: [] };
        const holds = one.holds(value, found.unit);
        if (typeof holds === 'string') return { state: 'unmet', why: `not comparable: ${holds}`, seen: [] };
        if (!holds) {
          const word = /^[^<>=!]*/.exec(one.text)?.[0].trim() ?? '';
          const n = found.kind === 'trend' && word !== 'count' ? ` of ${found.samples.length}` : '';
          return {
            state: 'unmet',
            why: `${one.text} does not hold`,
            seen: [`${word} = ${one.shown(value, found.unit)}${n}`],
          };
        }
      }
      const [first] = bounds;
      const value = first?.pick(found);
      const what = typeof value === 'number' ? `${metric} = ${first?.shown(value, found.unit)}` : metric;
      return { state: 'met', by: { seq: 0, ms: 0, what } };
    },
  };
};
