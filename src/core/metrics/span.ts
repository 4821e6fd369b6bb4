import type { Facts } from '../facts.ts';

/** True when nothing is known of some time between the two: a gap lies in it. */
export const acrossGap = (facts: Facts, from: number, to: number): boolean =>
  facts.gaps.some((gap) => gap.from.mono < to && gap.to.mono > from);

/**
 * Milliseconds between two moments; undefined when one is missing, when they are the wrong way round, or when a gap lies
 * between them, for then something else may have happened in it. `less` is taken off the first.
 */
export const span = (
  facts: Facts,
  from: number | undefined,
  to: number | undefined,
  less = 0,
): number | undefined => {
  if (from === undefined || to === undefined) return undefined;
  const start = from - less;
  return to < start || acrossGap(facts, start, to) ? undefined : to - start;
};
