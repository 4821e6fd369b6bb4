import type { ConfigChange } from '../config-diff.ts';
import type { Facts } from '../facts.ts';
import type { Metrics } from '../metrics.ts';
import type { Unit } from '../metrics/metric.ts';
import type { Pair } from './align.ts';
import type { Moment } from './moments.ts';
import type { Words } from './words.ts';

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
