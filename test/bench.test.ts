import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { executable } from './chromium.ts';
import { nativeHere } from './media/native-here.ts';

const path = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url));

const missing = [
  ...(existsSync(path('dist/program/run.cjs')) ? [] : ['a build']),
  ...['bash', 'jq'].filter((name) => spawnSync(name, ['--version']).status !== 0),
];

// Only that it runs to its end and measures every row: what it measures beside a running test suite means nothing.
test.skipIf(missing.length > 0)(
  `the benchmark prints every row${missing.length > 0 ? ` (not run: no ${missing.join(', no ')})` : ''}`,
  { timeout: 180_000 },
  async () => {
    const bench = spawn(process.execPath, [path('bench/run.js'), '--quick'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    let said = '';
    bench.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    bench.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const code = await new Promise((resolve) => bench.on('close', resolve));
    expect({ code, said }).toEqual({ code: 0, said: expect.stringContaining('measuring') });
    const rows = out.split('\n').flatMap((line) => /^\| (\d+) \|/.exec(line)?.[1] ?? []);
    expect(rows.map(Number)).toEqual([
      1,
      4,
      4,
      5,
      7,
      14,
      14,
      15,
      16,
      17,
      18,
      19,
      20,
      ...(executable === undefined ? [] : [21, 22]),
      ...(nativeHere() === undefined ? [] : [23, 24]),
    ]);
    expect(out).not.toMatch(/NaN|undefined|Infinity/);
  },
);
