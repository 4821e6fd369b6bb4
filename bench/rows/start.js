import { moveTo, stopwatch } from '../measure.js';
import { cli, node } from '../programs.js';
import { ratioRow, times } from '../table.js';

// The ES module loader alone costs a fifth of a bare start on Node 20, so start-up has its own bounds there.
const oldNode = Number(process.versions.node.split('.')[0]) < 22;
const bounds = oldNode
  ? { version: { bar: 1.45, goal: 1.25 }, first: { bar: 4.6, goal: 2.3 } }
  : { version: { bar: 1.3, goal: 1.15 }, first: { bar: 2.8, goal: 2.3 } };

/** Rows 5 and 7: from the start of the process to an answer, against a node that does nothing. */
export const start = async ({ call, options, sizes }) => {
  moveTo('measured');
  try {
    const bare = () => stopwatch([node, '-e', '0'], options);
    const version = await times(sizes.starts, async () => ({
      base: await bare(),
      ours: await stopwatch([node, cli, '--version'], options),
    }));
    const first = await times(sizes.starts, async () => ({
      base: await bare(),
      ours: await stopwatch([node, cli, 'tail', call(1).id, '--json'], {
        ...options,
        until: '"kind":"frame"',
      }),
    }));
    const unit = 'ms';
    return [
      ratioRow({ row: 5, figure: '`--version` / `node -e 0`', unit, pairs: version, ...bounds.version }),
      ratioRow({
        row: 7,
        figure: 'start to first event of `tail` / `node -e 0`',
        unit,
        pairs: first,
        ...bounds.first,
      }),
    ];
  } finally {
    moveTo('rest');
  }
};
