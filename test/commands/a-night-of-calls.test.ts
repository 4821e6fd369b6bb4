import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from '../context.ts';

const calls = 1000;
const folder = mkdtempSync(join(tmpdir(), 'night-'));
const recording = readFileSync(join(import.meta.dirname, '../recordings/greeting.ndjson'), 'utf8');
const id = /rtc_\w+/.exec(recording)?.[0] ?? '';

beforeAll(() => {
  for (let call = 0; call < calls; call += 1) {
    // Every hundredth greets with other words.
    const text = recording.replaceAll(id, `rtc_night${call}`);
    const name = `${String(call).padStart(4, '0')}.ndjson`;
    writeFileSync(join(folder, name), call % 100 === 7 ? text.replaceAll('help', 'serve') : text);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** How many MiB the process has grown by, when it is done. */
const grown = async <T>(act: () => Promise<T>): Promise<readonly [T, number]> => {
  const before = process.memoryUsage.rss();
  const result = await act();
  return [result, (process.memoryUsage.rss() - before) / 2 ** 20];
};

test(
  'stats of a thousand recordings is one command: a line each and the total',
  { timeout: 240_000 },
  async () => {
    const [{ code, stdout }, growth] = await grown(() =>
      run(['stats', '*.ndjson', '--json'], { cwd: folder }),
    );
    const rows = stdout.trimEnd().split('\n');
    expect({ code, rows: rows.length }).toEqual({ code: 0, rows: calls + 1 });
    expect(JSON.parse(rows.at(-1) ?? '')).toMatchObject({
      kind: 'total',
      calls,
      of: calls,
      metrics: { ttfa: { n: calls }, response_outcomes: { value: calls, by: { completed: calls } } },
    });
    expect(growth).toBeLessThan(300);
  },
);

test(
  'expect judges each of them, and names those that are not as expected',
  { timeout: 240_000 },
  async () => {
    const argv = ['expect', '*.ndjson', 'agent ~ /help you/', 'no error', '--report', 'junit=night.xml'];
    const [{ code, stdout }, growth] = await grown(() => run(argv, { cwd: folder }));
    expect(code).toBe(1);
    expect(stdout).toMatch(/^990 of 1000 calls are as expected$/m);
    expect(stdout.match(/^✗ /gm)).toHaveLength(10);
    const report = readFileSync(join(folder, 'night.xml'), 'utf8');
    expect(report.match(/<failure /g)).toHaveLength(10);
    expect(report.match(/<testcase /g)).toHaveLength(2 * calls);
    expect(growth).toBeLessThan(300);
  },
);
