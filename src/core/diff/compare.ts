import { configDiff, type ConfigChange } from '../config-diff.ts';
import { aligned, type Pair } from './align.ts';
import type { Aspect, Comparison, Row, Side, Tolerance } from './comparison.ts';
import { comparing, measures } from './measures.ts';
import { kinship, moments, squeezed, type Moment } from './moments.ts';
import { moved } from './moved.ts';
import { wordDiff } from './words.ts';

const aspectOf = {
  user: 'caller',
  agent: 'replies',
  system: 'operator',
  operator: 'operator',
  tool: 'tools',
} as const;

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

/**
 * Compares two calls turn by turn and as a whole. What is ignored is neither counted nor called a change; without the
 * operator, what one did and had said is in neither call.
 */
export const compare = (
  a: Side,
  b: Side,
  {
    tolerance,
    ignore,
    withoutOperator = false,
  }: {
    readonly tolerance: Tolerance;
    readonly ignore: ReadonlySet<Aspect>;
    readonly withoutOperator?: boolean;
  },
): Comparison => {
  const number = comparing(tolerance, ignore);
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

  const momentsOf = ({ facts, metrics }: Side): readonly Moment[] => moments(facts, metrics, withoutOperator);
  const rows = moved(aligned(momentsOf(a), momentsOf(b), kinship).map(row), counted('order'));
  const numbers = [...measures(a.metrics, b.metrics, number)];
  const differences =
    rows.filter(({ change, aspect }) => change !== 'same' && aspect !== undefined).length +
    rows.filter(({ latency }) => latency?.beyond === true).length +
    numbers.filter(({ beyond }) => beyond).length;
  return { rows, numbers, differences };
};
