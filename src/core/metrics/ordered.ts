/** Times in their order, in milliseconds: a call has thousands, and each is compared with all others. */
export type Ordered = {
  readonly times: Float64Array;
  /** How many are before a time. */
  readonly before: (time: number) => number;
  /** How many are at it or before. */
  readonly upTo: (time: number) => number;
};

/** Puts times in their order. */
export const ordered = (given: readonly number[]): Ordered => {
  const times = Float64Array.from(given).sort();
  const count = (isEarly: (time: number) => boolean): number => {
    let [low, high] = [0, times.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const time = times[middle];
      if (time !== undefined && isEarly(time)) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return {
    times,
    before: (limit) => count((time) => time < limit),
    upTo: (limit) => count((time) => time <= limit),
  };
};
