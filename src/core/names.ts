/** How many letters must be changed, added, dropped or swapped with their neighbour to make one word the other. */
const distance = (one: string, other: string): number => {
  let before: number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const same = one[i - 1] === other[j - 1];
      const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      next[j] = Math.min(
        (row[j] ?? 0) + 1,
        (next[j - 1] ?? 0) + 1,
        (row[j - 1] ?? 0) + (same ? 0 : 1),
        swapped ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    before = row;
    row = next;
  }
  return row[other.length] ?? 0;
};

/** The name that was probably meant, if one is near enough to be worth asking about. */
export const closest = (name: string, names: readonly string[]): string | undefined => {
  const allowed = Math.min(4, Math.max(1, Math.floor(name.length / 3)));
  let best: string | undefined;
  let least = allowed + 1;
  for (const candidate of names) {
    if (Math.abs(candidate.length - name.length) >= least) continue;
    const steps = distance(name.toLowerCase(), candidate.toLowerCase());
    if (steps < least) {
      least = steps;
      best = candidate;
    }
  }
  return best;
};

/** The name that a pattern of one name alone was probably meant for: what is not known at all may be news from upstream. */
export const slip = (pattern: string, names: readonly string[]): string | undefined =>
  pattern.includes('*') || names.includes(pattern) ? undefined : closest(pattern, names);
