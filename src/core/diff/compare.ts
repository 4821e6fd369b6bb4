import { configDiff, type ConfigChange } from '../config-diff.ts';
import type { Facts } from '../facts.ts';
import type { Metrics } from '../metrics.ts';
import type { Unit } from '../metrics/metric.ts';
import { summary } from '../metrics/summary.ts';
import { aligned, type Pair } from './align.ts';
import { kinship, moments, type Moment } from './moments.ts';
import { wordDiff, type Words } from './words.ts';

/** What of two calls is compared. */
export const aspects = [
  'caller',
  'replies',
  'tools',
  'operator',
  'order',
  'latency',
  'tokens',
  'cost',
  'counts',
] as const;

/** The name of such a thing. */
export type Aspect = (typeof aspects)[number];

/** How far numbers may be apart: by this share of the first, or for times by these milliseconds, whichever is more. */
export type Tolerance = { readonly ratio: number; readonly ms: number };

/** A number of both calls; undefined where it is not known. */
export type Compared = {
  readonly aspect: Aspect;
  readonly name: string;
  readonly unit: Unit;
  readonly a: number | undefined;
  readonly b: number | undefined;
  readonly beyond: boolean;
};

/** A moment of one call beside that of the other, and what differs. */
export type Row = {
  readonly pair: Pair<Moment>;
  /** `moved`: it is in both calls, at other places among the rest. */
  readonly change: 'same' | 'changed' | 'only-a' | 'only-b' | 'moved';
  /** What the change counts as; undefined when nothing changed. */
  readonly aspect: Aspect | undefined;
  readonly words: readonly Words[];
  /** What changed of a tool's arguments and output, place by place. */
  readonly places: readonly ConfigChange[];
  readonly latency: Compared | undefined;
};

/** Two calls, compared. */
export type Comparison = {
  readonly rows: readonly Row[];
  readonly numbers: readonly Compared[];
  /** How many differences there are beyond the tolerance. */
  readonly differences: number;
};

/** A call to compare. */
export type Side = { readonly facts: Facts; readonly metrics: Metrics };

const aspectOf = {
  user: 'caller',
  agent: 'replies',
  system: 'operator',
  operator: 'operator',
  tool: 'tools',
} as const;

const squeezed = (text: string): string => text.replaceAll(/\s+/gu, ' ').trim();

/** Where both were cut off, at how many words is chance. */
const sameWords = (a: Moment, b: Moment): boolean => {
  const [one, other] = [squeezed(a.text), squeezed(b.text)];
  if (one === other && a.cut === b.cut) return true;
  return a.cut && b.cut && (one.startsWith(other) || other.startsWith(one));
};

const json = (text: string | undefined): unknown => {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return text;
  }
};

const placesOf = (a: Moment, b: Moment): readonly ConfigChange[] =>
  configDiff(
    { args: json(a.arguments), output: json(a.output) },
    { args: json(b.arguments), output: json(b.output) },
  );

/** Compares two calls turn by turn and as a whole. What is ignored is neither counted nor called a change. */
export const compare = (
  a: Side,
  b: Side,
  { tolerance, ignore }: { readonly tolerance: Tolerance; readonly ignore: ReadonlySet<Aspect> },
): Comparison => {
  const within = (aspect: Aspect, one: number, other: number): boolean =>
    Math.abs(other - one) <=
    Math.max(
      Math.abs(one) * (aspect === 'counts' ? 0 : tolerance.ratio),
      aspect === 'latency' ? tolerance.ms : 0,
    );
  const number = (
    aspect: Aspect,
    name: string,
    unit: Unit,
    one: number | undefined,
    other: number | undefined,
  ): Compared => {
    const known = one !== undefined && other !== undefined;
    const beyond = known && !ignore.has(aspect) && !within(aspect, one, other);
    return { aspect, name, unit, a: one, b: other, beyond };
  };
  const counted = (aspect: Aspect): Aspect | undefined => (ignore.has(aspect) ? undefined : aspect);

  const row = (pair: Pair<Moment>): Row => {
    const { a: one, b: other } = pair;
    const none = { pair, words: [], places: [], latency: undefined };
    if (one === undefined || other === undefined) {
      const aspect = aspectOf[(one ?? other)?.who ?? 'agent'];
      return { ...none, change: one === undefined ? 'only-b' : 'only-a', aspect: counted(aspect) };
    }
    const latency =
      one.latency !== undefined && one.latency.name === other.latency?.name
        ? number('latency', one.latency.name, 'ms', one.latency.ms, other.latency.ms)
        : undefined;
    const places = one.who === 'tool' ? placesOf(one, other) : [];
    if (sameWords(one, other) && places.length === 0)
      return { ...none, change: 'same', aspect: undefined, latency };
    const aspect = counted(aspectOf[one.who]);
    return {
      pair,
      change: aspect === undefined ? 'same' : 'changed',
      aspect,
      words: wordDiff(one.text, other.text),
      places,
      latency,
    };
  };

  const rows = moved(
    aligned(moments(a.facts, a.metrics), moments(b.facts, b.metrics), kinship).map(row),
    counted('order'),
  );
  const numbers = [...measures(a.metrics, b.metrics, number)];
  const differences =
    rows.filter(({ change, aspect }) => change !== 'same' && aspect !== undefined).length +
    rows.filter(({ latency }) => latency?.beyond === true).length +
    numbers.filter(({ beyond }) => beyond).length;
  return { rows, numbers, differences };
};

const key = ({ who, text, arguments: given }: Moment): string => JSON.stringify([who, squeezed(text), given]);

/** What is missing at one place and comes at another was not taken away but moved: it is shown where it is in the second. */
const moved = (rows: readonly Row[], aspect: Aspect | undefined): readonly Row[] => {
  const gone = new Map<string, Row[]>();
  for (const one of rows) {
    if (one.change !== 'only-a' || one.pair.a === undefined) continue;
    const name = key(one.pair.a);
    gone.set(name, [...(gone.get(name) ?? []), one]);
  }
  const from = new Set<Row>();
  const found = rows.map((one) => {
    const partner =
      one.pair.b !== undefined && one.change === 'only-b' ? gone.get(key(one.pair.b))?.shift() : undefined;
    if (partner?.pair.a === undefined) return one;
    from.add(partner);
    return {
      ...one,
      pair: { ...one.pair, a: partner.pair.a },
      change: aspect === undefined ? 'same' : 'moved',
      aspect,
    } as const;
  });
  return found.filter((one) => !from.has(one));
};

const trends = ['turn_latency', 'turn_latency_from_vad', 'ttfa'] as const;
const values: readonly (readonly [Aspect, string])[] = [
  ['tokens', 'tokens'],
  ['cost', 'cost'],
  ['counts', 'turns'],
  ['counts', 'interruptions_by_caller'],
  ['counts', 'errors'],
];

function* measures(
  a: Metrics,
  b: Metrics,
  number: (
    aspect: Aspect,
    name: string,
    unit: Unit,
    a: number | undefined,
    b: number | undefined,
  ) => Compared,
): Generator<Compared> {
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
