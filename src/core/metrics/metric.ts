/** What the values of a metric count. */
export type Unit = 'ms' | 'tokens' | 'USD' | 'ratio' | 'seconds' | 'per_minute' | 'count' | 'bytes';

/**
 * One measured thing. `trend`: single measurements, in the order they were made. `value`: one number for the whole call.
 * `table`: several that belong together, with the one that stands for them. `none`: it cannot be computed, and why.
 */
export type Metric =
  | {
      readonly kind: 'trend';
      readonly unit: Unit;
      readonly samples: readonly number[];
      readonly note?: string;
    }
  | { readonly kind: 'value'; readonly unit: Unit; readonly value: number; readonly note?: string }
  | {
      readonly kind: 'table';
      readonly unit: Unit;
      readonly rows: ReadonlyMap<string, number>;
      /** The number that a threshold is compared with. */
      readonly value: number;
      readonly note?: string;
      /** What was taken for true without having been seen: the name of a model. */
      readonly assumed?: string;
    }
  | { readonly kind: 'none'; readonly why: string };

const noted = (note: string | undefined): { note?: string } => (note === undefined ? {} : { note });

/** Measurements as a metric; without any, the reason is given. */
export const trend = (samples: readonly number[], why: string, note?: string, unit: Unit = 'ms'): Metric =>
  samples.length === 0 ? none(why) : { kind: 'trend', unit, samples, ...noted(note) };

/** One number for the call. */
export const value = (unit: Unit, amount: number, note?: string): Metric => ({
  kind: 'value',
  unit,
  value: amount,
  ...noted(note),
});

/** Several numbers that belong together. */
export const table = (
  unit: Unit,
  rows: ReadonlyMap<string, number>,
  amount: number,
  note?: string,
): Extract<Metric, { kind: 'table' }> => ({
  kind: 'table',
  unit,
  rows,
  value: amount,
  ...noted(note),
});

/** What cannot be computed, with the reason. */
export const none = (why: string): Metric => ({ kind: 'none', why });
