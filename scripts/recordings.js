// Makes test/recordings anew: the simulator's own calls, recorded by the program itself. Needs a build; takes half a minute.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = join(root, 'test/recordings');
const program = join(root, 'bin/rt-sideband.js');
const scenarios = [
  'order',
  'greeting',
  'interruption',
  'late-transcript',
  'stuck-tool',
  'failing-response',
  'idle-timeout',
];

const run = (args, env = {}) =>
  spawn(process.execPath, [program, ...args], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });

const record = async (scenario) => {
  const simulator = run(['sim', '--json', '--seed', '7', '--scenario', scenario]);
  const [first] = await once(simulator.stdout, 'data');
  const { base_url, api_key, calls } = JSON.parse(first.toString('utf8'));
  const file = join(folder, `${scenario}.ndjson`);
  const tail = run(['tail', calls[0], '--record', file, '--idle', '7s', '--for', '30s', '--quiet'], {
    OPENAI_BASE_URL: base_url,
    OPENAI_API_KEY: api_key,
  });
  tail.stdout.resume();
  await once(tail, 'exit');
  simulator.kill('SIGINT');
};

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder);
const demo = run(['demo', '--seed', '7', '--record', join(folder, 'demo.ndjson'), '--quiet']);
demo.stdout.resume();
await Promise.all([once(demo, 'exit'), ...scenarios.map(record)]);
