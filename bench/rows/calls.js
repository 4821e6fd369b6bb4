import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { moveTo } from '../measure.js';
import { cli, node } from '../programs.js';

const script = fileURLToPath(new URL('../clients/callers.js', import.meta.url));

const installed = () => {
  try {
    createRequire(import.meta.url)('@roamhq/wrtc');
    return true;
  } catch {
    return false;
  }
};

/** MiB of memory, and seconds of processor time so far; nothing where the kernel does not tell. */
const usage = (pid) => {
  try {
    const [, rss] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'));
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1].split(' ');
    return { rss: Number(rss) / 1024, cpu: (Number(fields[11]) + Number(fields[12])) / 100 };
  } catch {
    return undefined;
  }
};

/** Rows 23 and 24: WebRTC calls of the simulator at the same time, each with a sideband, on all cores. */
export const calls = async ({ options, sizes }) => {
  const { calls: count, seconds } = sizes;
  if (!installed()) return [];
  moveTo('any');
  const sim = spawn(node, [cli, 'sim', '--json', '--calls', '0', '--seed', '1'], {
    ...options,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface(sim.stdout), 'line');
  const { base_url: base, api_key: key } = JSON.parse(line);
  const callers = spawn(node, [script, base, key, String(count), String(seconds)], {
    ...options,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const lines = createInterface(callers.stdout)[Symbol.asyncIterator]();
    await lines.next();
    const began = performance.now();
    const start = usage(sim.pid);
    // At first buffers and caches are filled; what still grows then grows for ever.
    await new Promise((later) => setTimeout(later, (seconds * 1000 * 2) / 3));
    const warm = usage(sim.pid);
    const { value } = await lines.next();
    const end = usage(sim.pid);
    const report = JSON.parse(value);
    const took = (performance.now() - began) / 1000;
    const growth = end === undefined ? 0 : end.rss - warm.rss;
    const share = end === undefined ? 0 : ((end.cpu - start.cpu) / took / count) * 1000;
    const whole = report.up === count && report.alike === count && report.quietest > 0;
    const none = { baseline: '', ratio: '' };
    return [
      {
        ...none,
        row: 23,
        figure: `WebRTC calls with sidebands, up after ${seconds} s of talking and heard, both logs alike`,
        ours: `${report.up} of ${count}, ${report.answers} answers to ${report.turns} turns`,
        bar: 'all',
        goal: 'all',
        holds: whole,
        reached: whole,
      },
      {
        ...none,
        row: 24,
        figure: 'memory the simulator gained in the last third of that time; CPU of a call',
        ours: `${growth.toFixed(0)} MiB (to ${(end?.rss ?? 0).toFixed(0)}), ${share.toFixed(0)} ms/s`,
        bar: '≤ 30 MiB',
        goal: '≤ 10 MiB',
        holds: growth <= 30,
        reached: growth <= 10,
      },
    ];
  } finally {
    callers.kill('SIGKILL');
    sim.kill('SIGKILL');
    moveTo('rest');
  }
};
