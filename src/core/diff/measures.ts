import type { Metrics } from '../metrics.ts';
import type { Unit } from '../metrics/metric.ts';
import { summary } from '../metrics/summary.ts';
import type { Aspect, Compared, Tolerance } from './comparison.ts';

/** Compares a number of both calls. */
export type Comparing = (
  aspect: Aspect,
  name: string,
  unit: Unit,
  a: number | undefined,
  b: number | undefined,
) => Compared;

const within = (tolerance: Tolerance, aspect: Aspect, one: number, other: number): boolean =>
  Math.abs(other - one) <=
  Math.max(
    Math.abs(one) * (aspect === 'counts' ? 0 : tolerance.ratio),
    aspect === 'latency' ? tolerance.ms : 0,
  );

/** Compares within a tolerance; what is ignored is never beyond it, nor is what is not known of both. */
export const comparing =
  (tolerance: Tolerance, ignore: ReadonlySet<Aspect>): Comparing =>
  (aspect, name, unit, a, b) => {
    const known = a !== undefined && b !== undefined;
    return {
      aspect,
      name,
      unit,
      a,
      b,
      beyond: known && !ignore.has(aspect) && !within(tolerance, aspect, a, b),
    };
  };

const trends = ['turn_latency', 'turn_latency_from_vad', 'ttfa'] as const;
const values: readonly (readonly [Aspect, string])[] = [
  ['tokens', 'tokens'],
  ['cost', 'cost'],
  ['counts', 'turns'],
  ['counts', 'interruptions_by_caller'],
  ['counts', 'errors'],
];

/** The numbers of two calls, side by side: those that both or one of them has. */
export function* measures(a: Metrics, b: Metrics, number: Comparing): Generator<Compared> {
  for (const name of trends) {
    const [of, at] = [a, b].map(({ all }) => all.get(name));
    // What was measured in two ways cannot be compared.
    if (of?.kind === 'trend' && at?.kind === 'trend' && of.note !== at.note) continue;
    const [one, other] = [of, at].map((metric) =>
      metric?.kind === 'trend' ? summary(metric.samples) : undefined,
    );
    if (one === undefined && other === undefined) continue;
    for (const point of ['p50', 'p95'] as const)
      yield number('latency', `${name} ${point}`, 'ms', one?.[point], other?.[point]);
  }
  for (const [aspect, name] of values) {
    const [one, other] = [a.all.get(name), b.all.get(name)];
    const [of, at] = [one, other].map((metric) =>
      metric?.kind === 'value' || metric?.kind === 'table' ? metric : undefined,
    );
    const unit = of?.unit ?? at?.unit;
    if (unit !== undefined) yield number(aspect, name, unit, of?.value, at?.value);
  }
}
