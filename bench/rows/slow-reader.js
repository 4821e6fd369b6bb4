import { read } from '../measure.js';
import { cli, node, packaged } from '../programs.js';

/** Row 14: output into a pipe that is read at 10 MB/s, against wscat. */
export const slowReader = async ({ call, options, sizes, header }) => {
  const count = sizes.slow;
  const mark = '"event_id"';
  const ours = (rate) => read([node, cli, 'tail', call(count).id, '--json'], { ...options, rate, mark });
  const wscat = (rate) =>
    read([node, packaged('wscat', 'wscat'), '-c', call(count).url, '-H', header], { ...options, rate, mark });
  const rate = 10e6;
  const round = {
    ours: { slow: await ours(rate), fast: await ours() },
    wscat: { slow: await wscat(rate), fast: await wscat() },
  };
  const share = ({ slow, fast }) => `${slow.lines} slow, ${fast.lines} fast`;
  const growth = ({ slow, fast }) => slow.rss - fast.rss;
  const mib = (side) => `${growth(side).toFixed(0)} MiB (peak ${side.slow.rss.toFixed(0)})`;
  const all = round.ours.slow.lines === count && round.ours.fast.lines === count;
  const none = { row: 14, ratio: '' };
  return [
    {
      ...none,
      figure: `lines delivered of ${count}, reader at 10 MB/s and unbounded / wscat`,
      ours: share(round.ours),
      baseline: share(round.wscat),
      bar: 'all',
      goal: 'all',
      holds: all,
      reached: all,
    },
    {
      ...none,
      figure: 'peak RSS with that slow reader over the same with a fast one / wscat',
      ours: mib(round.ours),
      baseline: mib(round.wscat),
      bar: '≤ 50 MiB',
      goal: '≤ 10 MiB',
      holds: growth(round.ours) <= 50,
      reached: growth(round.ours) <= 10,
    },
  ];
};
