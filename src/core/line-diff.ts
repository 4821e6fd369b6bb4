/** A line of a diff: in both, taken away, or new. */
export type DiffLine = { readonly mark: ' ' | '-' | '+'; readonly line: string };

/** Above this many pairs of lines the middle is shown as wholly replaced instead of compared. */
const most = 1_000_000;

/** The lines of two texts, matched by their longest common subsequence. */
export const lineDiff = (before: string, after: string): readonly DiffLine[] => {
  const a = before === '' ? [] : before.split('\n');
  const b = after === '' ? [] : after.split('\n');
  if (a.length * b.length > most) {
    return [
      ...a.map((line) => ({ mark: '-', line }) as const),
      ...b.map((line) => ({ mark: '+', line }) as const),
    ];
  }
  // common[i][j]: how many lines a[i…] and b[j…] share at best.
  const common = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  const shared = (i: number, j: number): number => common[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      common[i]![j] = a[i] === b[j] ? shared(i + 1, j + 1) + 1 : Math.max(shared(i + 1, j), shared(i, j + 1));
    }
  }
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ mark: ' ', line: a[i]! });
      [i, j] = [i + 1, j + 1];
    } else if (i < a.length && (j === b.length || shared(i + 1, j) >= shared(i, j + 1))) {
      lines.push({ mark: '-', line: a[i]! });
      i += 1;
    } else {
      lines.push({ mark: '+', line: b[j]! });
      j += 1;
    }
  }
  return lines;
};
