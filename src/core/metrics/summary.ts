/** A distribution in the numbers that are reported; never a bare mean. */
export type Summary = {
  readonly n: number;
  readonly min: number;
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly max: number;
};

/**
 * The p-th percentile (0 to 100) of sorted numbers by linear interpolation between closest ranks, as k6, NumPy and
 * spreadsheets (PERCENTILE.INC) have it. NaN of nothing.
 */
export const percentile = (sorted: readonly number[], p: number): number => {
  const place = ((sorted.length - 1) * Math.min(100, Math.max(0, p))) / 100;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  // Of equal neighbours their value, not one that rounding made of it.
  return below === above ? below : below + (above - below) * (place - Math.floor(place));
};

/** The summary of at least one number; undefined of none. */
export const summary = (samples: readonly number[]): Summary | undefined => {
  if (samples.length === 0) return undefined;
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (p: number): number => percentile(sorted, p);
  return { n: sorted.length, min: at(0), p50: at(50), p90: at(90), p95: at(95), max: at(100) };
};
