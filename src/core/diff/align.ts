/** An element of each of two lists that belong together, or of one of them that has no partner. */
export type Pair<T> = { readonly a?: T; readonly b?: T };

/** The most cells of a table; longer lists are aligned part by part. */
const most = 1_000_000;

/**
 * Two lists brought in line so that the sum of `score` over the pairs is as large as can be; what scores 0 is no pair.
 * The order of both is kept.
 */
export const aligned = <T>(
  a: readonly T[],
  b: readonly T[],
  score: (one: T, other: T) => number,
): readonly Pair<T>[] => {
  if (a.length * b.length > most) {
    const parts = Math.ceil((a.length * b.length) / most);
    const part = (list: readonly T[], nth: number): readonly T[] =>
      list.slice(Math.round((list.length * nth) / parts), Math.round((list.length * (nth + 1)) / parts));
    return Array.from({ length: parts }, (_, nth) => aligned(part(a, nth), part(b, nth), score)).flat();
  }
  const best = Array.from({ length: a.length + 1 }, () => new Float64Array(b.length + 1));
  const scores = a.map((one) => Float64Array.from(b, (other) => score(one, other)));
  const cell = (i: number, j: number): number => best[i]?.[j] ?? 0;
  const paired = (i: number, j: number): number => scores[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const together = paired(i, j) > 0 ? paired(i, j) + cell(i + 1, j + 1) : 0;
      best[i]![j] = Math.max(together, cell(i + 1, j), cell(i, j + 1));
    }
  }
  const pairs: Pair<T>[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const here = cell(i, j);
    if (i < a.length && j < b.length && paired(i, j) > 0 && here === paired(i, j) + cell(i + 1, j + 1)) {
      pairs.push({ a: a[i]!, b: b[j]! });
      [i, j] = [i + 1, j + 1];
    } else if (i < a.length && (j === b.length || here === cell(i + 1, j))) {
      pairs.push({ a: a[i]! });
      i += 1;
    } else {
      pairs.push({ b: b[j]! });
      j += 1;
    }
  }
  return pairs;
};
