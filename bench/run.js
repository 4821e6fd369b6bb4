// `npm run bench`: measures the built program beside the programs it is compared with, in one run, and prints a table.
// A full run also writes bench/results.md. Exits with 1 when a bar does not hold. `--quick` is a smoke test whose figures
// mean nothing; `--only 1,15` runs the groups that hold these rows.
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { beside, moveTo, placement } from './measure.js';
import { burst } from './rows/burst.js';
import { calls } from './rows/calls.js';
import { page } from './rows/page.js';
import { replay } from './rows/replay.js';
import { slowReader } from './rows/slow-reader.js';
import { start } from './rows/start.js';
import { markdown } from './table.js';

const { quick, only } = parseArgs({
  options: { quick: { type: 'boolean' }, only: { type: 'string' } },
}).values;

const groups = [
  { rows: [1, 4, 18], measure: burst },
  { rows: [5, 7], measure: start },
  { rows: [14], measure: slowReader },
  { rows: [15, 16, 17, 19, 20], measure: replay },
  { rows: [21, 22], measure: page },
  { rows: [23, 24], measure: calls },
];

const full = {
  rounds: 5,
  bursts: 5,
  // Fifty times what the longest call has: an hour at six events a second.
  burst: 1_000_000,
  starts: 25,
  slow: 150_000,
  replay: 500_000,
  page: 20_000,
  jq: 20e6,
  pino: 40_000,
  calls: 50,
  seconds: 60,
};
const smoke = {
  rounds: 1,
  bursts: 1,
  burst: 5000,
  starts: 2,
  slow: 5000,
  replay: 5000,
  page: 2000,
  jq: 1e6,
  pino: 2000,
  calls: 2,
  seconds: 6,
};
const sizes = quick === true ? smoke : full;

moveTo('rest');
const folder = mkdtempSync(join(tmpdir(), 'rt-sideband-bench-'));
const most = Math.max(sizes.burst, sizes.slow, sizes.replay);
const server = beside(
  process.execPath,
  [fileURLToPath(new URL('server.js', import.meta.url)), String(most)],
  {
    stdio: ['pipe', 'pipe', 'inherit'],
  },
);

let failed = false;
try {
  const [port] = await once(server.stdout, 'data');
  const base = `127.0.0.1:${String(port).trim()}/v1`;
  const key = ['sk', 'bench', process.pid].join('-');
  // A bare environment: NODE_EXTRA_CA_CERTS and NODE_OPTIONS would be in every start-up figure.
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    OPENAI_API_KEY: key,
    OPENAI_BASE_URL: `http://${base}`,
  };
  let dialled = 0;
  const call = (count) => {
    const id = `rtc_n${count}_${(dialled += 1)}`;
    return { id, url: `ws://${base}/realtime?call_id=${id}` };
  };
  const given = {
    call,
    options: { env, cwd: folder },
    folder,
    sizes,
    header: `Authorization: Bearer ${key}`,
  };

  const rows = [];
  const wanted = only?.split(',').map(Number);
  for (const group of groups) {
    if (wanted !== undefined && !group.rows.some((row) => wanted.includes(row))) continue;
    process.stderr.write(`measuring rows ${group.rows.join(', ')} …\n`);
    rows.push(...(await group.measure(given)));
  }
  rows.sort((a, b) => a.row - b.row);
  const table = markdown(rows);
  console.log(table);
  failed = quick !== true && rows.some((row) => !row.holds);
  if (quick === true) console.log('\nA smoke test: these figures mean nothing.');
  else if (only === undefined) writeFileSync(new URL('results.md', import.meta.url), results(table));
} finally {
  server.stdin.end();
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = failed ? 1 : 0;

function results(table) {
  const cpu = `${cpus().length} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GiB`;
  return `# Benchmark

${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}, ${process.platform} ${process.arch}, ${cpu}; ${placement}. Made by
\`npm run bench\`: loopback only, both sides of a pair in the same run and interleaved (${full.rounds} rounds; bursts ${full.bursts}, start-up ${full.starts}), ratios taken pair by
pair, \`NODE_EXTRA_CA_CERTS\` unset. A burst is ${full.burst.toLocaleString('en')} events of a sideband's mix (55 % transcript deltas, median 255 bytes); CPU is user +
system time of the whole process, start-up included. Bars and goals bound the median.

${table}
`;
}
