// Pairs of measurements as rows of a markdown table.

/** The middle of some numbers. */
export const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

/** Does something several times, one after the other, and gives the results. */
export const times = async (count, act) => {
  const results = [];
  for (let round = 0; round < count; round += 1) results.push(await act(round));
  return results;
};

const number = (value) => (Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(value >= 10 ? 1 : 2));

/** Ratios as the table has them: smallest, middle, largest. */
export const spread = (ratios) =>
  `${number(Math.min(...ratios))} / **${number(median(ratios))}** / ${number(Math.max(...ratios))}`;

/**
 * A row of ratios taken pair by pair. `bar` and `goal` bound the median: from above, or from below where `higher` is
 * better.
 */
export const ratioRow = ({ row, figure, unit, pairs, bar, goal, higher = false }) => {
  const ratios = pairs.map(({ ratio, ours, base }) => ratio ?? ours / base);
  const middle = median(ratios);
  const meets = (bound) => (higher ? middle >= bound : middle <= bound);
  const sign = higher ? '≥' : '≤';
  return {
    row,
    figure,
    ours: `${number(median(pairs.map(({ ours }) => ours)))} ${unit}`,
    baseline: `${number(median(pairs.map(({ base }) => base)))} ${unit}`,
    ratio: spread(ratios),
    bar: `${sign} ${bar}`,
    goal: `${sign} ${goal}`,
    holds: meets(bar),
    reached: meets(goal),
  };
};

const columns = [
  '#',
  'figure',
  'ours',
  'baseline',
  'ratio (min / **median** / max)',
  'bar',
  'goal',
  'holds?',
];

/** The rows as markdown. */
export const markdown = (rows) => {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const verdict = ({ holds, reached }) => (holds ? (reached ? 'yes, and the goal' : 'yes') : '**no**');
  return [
    line(columns),
    line(columns.map(() => '---')),
    ...rows.map((r) => line([r.row, r.figure, r.ours, r.baseline, r.ratio, r.bar, r.goal, verdict(r)])),
  ].join('\n');
};
