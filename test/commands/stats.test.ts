import { copyFileSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSimulator, type Simulator } from '../../src/sim/simulator.ts';
import { run } from '../context.ts';

const recordings = join(import.meta.dirname, '../recordings');
const folder = mkdtempSync(join(tmpdir(), 'stats-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const stats = (...words: readonly string[]) => run(['stats', ...words], { cwd: recordings });
const records = (text: string): readonly Record<string, unknown>[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('a recording', () => {
  test('is a table: what was measured, what was counted, and what cannot be known with the reason', async () => {
    const { code, stdout, stderr } = await stats('order.ndjson');
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^measured +n +p50 +p90 +p95 +max$/m);
    expect(stdout).toMatch(/^ {2}turn_latency_from_vad +2 +933 ms +1293 ms +1338 ms +1383 ms$/m);
    expect(stdout).toMatch(/^ {2}interruptions_by_caller +0$/m);
    expect(stdout).toMatch(/^ {2}cost +unknown: the session's model was never seen; --assume-model NAME /m);
  });

  test('costs what an assumed model costs, marked as such wherever it is shown', async () => {
    const assuming = ['--assume-model', 'gpt-realtime-2.1'];
    const { stdout } = await stats('order.ndjson', ...assuming);
    expect(stdout).toMatch(/^ {2}cost +~\$0\.\d{4} .*model assumed: gpt-realtime-2\.1/m);
    const several = await stats('order.ndjson', 'greeting.ndjson', ...assuming);
    expect(several.stdout).toMatch(/ {2,}~\$0\.\d{4} {2}order\.ndjson/);
    expect(several.stdout).toMatch(/^ {2}cost .*model assumed for 2 of 2 calls/m);
    const [record] = records((await stats('order.ndjson', '--json', ...assuming)).stdout);
    expect(record).toMatchObject({ metrics: { cost: { assumed: 'gpt-realtime-2.1' } } });
    expect(await stats('order.ndjson', '--assume-model', 'gpt-realtme-2.1')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('did you mean gpt-realtime-2.1?'),
    });
  });

  test('turn by turn', async () => {
    const { stdout } = await stats('interruption.ndjson', '--per-turn');
    expect(stdout).toMatch(/^ +2 +472 ms +472 ms .* Tell me about the hotel\. → Let me tell you/m);
  });

  test('as one object', async () => {
    const { stdout } = await stats('order.ndjson', '--json', '--per-turn');
    const [record] = records(stdout);
    expect(record).toMatchObject({
      kind: 'stats',
      metrics: { turns: { unit: 'count', value: 2 }, ttfa: { unit: 'ms', n: 3 } },
      exit: { code: 0, name: 'ok' },
    });
    expect(record?.['turns']).toHaveLength(3);
  });

  test('that stops before the end is measured as far as it goes, and says so', async () => {
    const torn = join(folder, 'torn.ndjson');
    copyFileSync(join(recordings, 'order.ndjson'), torn);
    truncateSync(torn, 20_000);
    const { code, stdout } = await stats(torn);
    expect(code).toBe(6);
    expect(stdout).toContain('stops before the end of the call');
    expect(stdout).toMatch(/^ {2}ttfa /m);
  });

  test('that is not there, or is none, is an error with what to do', async () => {
    expect(await stats('nothing.ndjson')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no recording'),
    });
    writeFileSync(join(folder, 'other.txt'), 'hello\n');
    expect(await stats(join(folder, 'other.txt'))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('does not start with a header'),
    });
  });
});

describe('many recordings', () => {
  test('are a row each and the total', async () => {
    const { code, stdout } = await stats('*.ndjson');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ +4 .* 2 +0 +– {2}interruption\.ndjson$/m);
    expect(stdout).toMatch(/^10 calls$/m);
    expect(stdout).toMatch(/^ {2}turn_latency_from_vad +13 /m);
  });

  test('one that is none is said and counted, the others go on', async () => {
    const many = join(folder, 'many');
    mkdirSync(many);
    copyFileSync(join(recordings, 'order.ndjson'), join(many, 'a.ndjson'));
    writeFileSync(join(many, 'b.ndjson'), '{}\n');
    const { code, stdout, stderr } = await stats(many, '--json');
    expect(code).toBe(7);
    expect(stderr).toContain('b.ndjson');
    expect(records(stdout).at(-1)).toMatchObject({ kind: 'total', calls: 1, of: 2 });
  });

  test('a pattern without a match, and a recording beside a call, are refused', async () => {
    expect(await stats('*.nothing')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no recording found'),
    });
    expect(await stats('order.ndjson', 'rtc_1')).toMatchObject({ code: 2 });
  });
});

test('prices come from another list when one is given', async () => {
  const call = join(folder, 'priced.ndjson');
  copyFileSync(join(recordings, 'greeting.ndjson'), call);
  const list = join(folder, 'prices.json');
  writeFileSync(list, '{"as_of":"2026-01-01"}');
  expect(await stats(call, '--prices', list)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('per has to be a number of tokens'),
  });
});

describe('a live call', () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator({ scenario: 'greeting', seed: 1 });
  });
  afterAll(() => simulator.close());

  test('is watched without a frame sent, and measured when a stop condition is met', async () => {
    const [call = ''] = simulator.calls;
    const { code, stdout, stderr } = await run(
      ['stats', call, '--until', 'output_audio_buffer.started', '--json'],
      {
        env: { OPENAI_API_KEY: simulator.apiKey, OPENAI_BASE_URL: simulator.baseUrl },
      },
    );
    expect(stderr).toContain('attached');
    expect(code).toBe(0);
    expect(records(stdout)).toMatchObject([
      { kind: 'stats', call_id: call, metrics: { ttfa: { n: 1 }, operator_actions: { value: 0 } } },
    ]);
  });
});
