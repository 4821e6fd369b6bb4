import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSimulator, type Simulator } from '../../src/sim/simulator.ts';
import { run } from '../context.ts';

const recordings = join(import.meta.dirname, '../recordings');
const folder = mkdtempSync(join(tmpdir(), 'expect-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const judged = (...words: readonly string[]) =>
  run(['expect', ...words], { cwd: recordings, env: { HOME: '/home/somebody' } });

describe('a recording', () => {
  test('as expected exits 0 and shows by what', async () => {
    const { code, stdout, stderr } = await judged(
      'order.ndjson',
      'agent ~ /margarita/i',
      'tool place_order args.item=Margarita',
      'no error',
      'turn_latency_from_vad p(95)<1500',
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^✓ agent ~ \/margarita\/i {2}#\d+ at 8\.\d s: One margarita/m);
    expect(stdout).toMatch(/^✓ turn_latency_from_vad p\(95\)<1500 {2}turn_latency_from_vad = 1338\.31 ms$/m);
  });

  test('not as expected exits 1 and shows what was seen', async () => {
    const { code, stdout } = await judged('order.ndjson', 'no error', 'user ~ /beer/');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^✓ no error$/m);
    expect(stdout).toMatch(/^✗ user ~ \/beer\/ {2}the caller said 2 other things\n {4}seen {2}#\d+ user: /m);
  });

  test('words may be left without quotes, though the shell makes a folder of the tilde', async () => {
    const { code } = await judged('order.ndjson', 'agent', '/home/somebody', '/margarita/i', 'no', 'error');
    expect(code).toBe(0);
  });

  test('as objects', async () => {
    const { stdout } = await judged('order.ndjson', 'user ~ /beer/', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      kind: 'expectations',
      verdicts: [{ expected: 'user ~ /beer/', state: 'unmet' }],
      exit: { code: 1, name: 'unmet' },
    });
  });

  test('that stops short proves no absence', async () => {
    const torn = join(folder, 'torn.ndjson');
    copyFileSync(join(recordings, 'order.ndjson'), torn);
    truncateSync(torn, 20_000);
    expect(await judged(torn, 'no error')).toMatchObject({ code: 6 });
    expect(await judged(torn, 'event response.created')).toMatchObject({ code: 0 });
  });

  test('wrong words are refused before anything is read', async () => {
    expect(await judged('nothing.ndjson', 'evnt x')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('did you mean event?'),
    });
    expect(await judged('order.ndjson')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('nothing is expected'),
    });
    expect(await judged('order.ndjson', 'no error', '--report', 'pdf=x')).toMatchObject({ code: 2 });
  });
});

test('expectations come from a file as well, and from --threshold', async () => {
  const file = join(folder, 'calls.expect');
  writeFileSync(file, '# every call\nno error\n\nagent ~ /you/\n');
  const { code, stdout } = await judged(
    'order.ndjson',
    'failing-response.ndjson',
    '-f',
    file,
    '--threshold',
    'turns count>=1',
  );
  expect(stdout).toMatch(/^order\.ndjson$/m);
  expect(stdout.match(/turns count>=1/g)).toHaveLength(2);
  expect([0, 1]).toContain(code);
  expect(stdout).toMatch(/^[12] of 2 calls are as expected$/m);
});

test('a recording that cannot be read stands in the reports as an error, and the others go on', async () => {
  const many = mkdtempSync(join(folder, 'many-'));
  copyFileSync(join(recordings, 'order.ndjson'), join(many, 'a.ndjson'));
  writeFileSync(join(many, 'b.ndjson'), 'no recording\n');
  const junit = join(many, 'junit.xml');
  const ran = await judged(many, 'no error', 'agent ~ /margarita/i', '--report', `junit=${junit}`);
  expect(ran).toMatchObject({ code: 7, stderr: expect.stringContaining('b.ndjson: rt-sideband: ') });
  expect(ran.stdout).toMatch(/^1 of 2 calls are as expected$/m);
  const report = readFileSync(junit, 'utf8');
  expect(report).toContain('<testsuites tests="4" failures="0" errors="2">');
  expect(report).toMatch(/<testsuite name="b\.ndjson" tests="2" failures="0" errors="2"/);
  expect(report).toMatch(/<error message="[^"]*header/);
});

test('reports are written whole beside the result', async () => {
  const junit = join(folder, 'junit.xml');
  const json = join(folder, 'report.json');
  const { code, stderr } = await judged(
    'order.ndjson',
    'user ~ /beer/',
    `--report=junit=${junit}`,
    `--report=json=${json}`,
    '--report=github',
  );
  expect(code).toBe(1);
  expect(readFileSync(junit, 'utf8')).toContain('<testsuites tests="1" failures="1" errors="0">');
  expect(JSON.parse(readFileSync(json, 'utf8'))).toHaveLength(1);
  expect(stderr).toMatch(/^::error title=order\.ndjson%3A user ~ \/beer\/::/m);
  expect(existsSync(`${junit}.4194304.tmp`)).toBe(false);
  expect(await judged('order.ndjson', 'no error', '--report', `junit=${folder}/none/x.xml`)).toMatchObject({
    code: 7,
  });
});

describe('a live call', () => {
  let simulator: Simulator;
  let env: Record<string, string>;
  beforeAll(async () => {
    simulator = await startSimulator({ scenario: 'order', seed: 1, speed: 20, calls: 4 });
    env = { OPENAI_API_KEY: simulator.apiKey, OPENAI_BASE_URL: simulator.baseUrl };
  });
  afterAll(() => simulator.close());

  test('is left as soon as everything has come, and nothing was sent', async () => {
    const [call = ''] = simulator.calls;
    const { code, stdout } = await run(['expect', call, 'agent ~ /margarita/i', '--within', '20s'], { env });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^✓ agent/);
    expect(simulator.log(call).filter(({ dir, kind }) => dir === 'in' && kind === 'sideband')).toEqual([]);
  });

  test('is judged when the time is over', async () => {
    const { code, stdout } = await run(
      ['expect', simulator.calls[1] ?? '', 'agent ~ /beer/', 'no error', '--within', '2s'],
      { env },
    );
    expect(code).toBe(1);
    expect(stdout).toMatch(/^✓ no error$/m);
    expect(stdout).toMatch(/^✗ agent ~ \/beer\//m);
  });

  test('that is not there exits 3', async () => {
    expect(await run(['expect', 'rtc_none', 'no error', '--wait-for-call', '1s'], { env })).toMatchObject({
      code: 3,
    });
  });
});
