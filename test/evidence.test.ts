import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import {
  judge,
  judgeRecording,
  measure,
  metricsJson,
  parseExpectation,
  prices,
  readRecording,
  redactor,
  redactRecording,
  SidebandError,
} from '../src/index.ts';
import { run } from './context.ts';

const recordings = join(import.meta.dirname, 'recordings');
const order = join(recordings, 'order.ndjson');
const folder = mkdtempSync(join(tmpdir(), 'evidence-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const json = async (...argv: readonly string[]) =>
  JSON.parse((await run(argv)).stdout) as Readonly<Record<string, unknown>>;
const expressions = [
  'agent ~ /margarita/i',
  'tool place_order args.item=Pizza',
  'no error',
  'cost value<1',
  'ttfa p(95)<2000',
];

describe('the library says of a recording what the program says', () => {
  test('in numbers', async () => {
    const meter = measure({ assumedModel: 'gpt-realtime-2.1' });
    for await (const entry of (await readRecording(order)).entries()) meter.write(entry);
    const { metrics } = await json('stats', order, '--json', '--assume-model', 'gpt-realtime-2.1');
    expect(JSON.parse(JSON.stringify(metricsJson(meter.value())))).toEqual(metrics);
    expect(metrics).toMatchObject({ cost: { assumed: 'gpt-realtime-2.1' }, turns: { value: 2 } });
  });

  test('in verdicts', async () => {
    const { verdicts } = (await json('expect', order, ...expressions, '--json')) as {
      verdicts: readonly { state: string }[];
    };
    const { answer, judged, metrics } = await judgeRecording(order, expressions);
    expect(judged.map(({ verdict }) => verdict.state)).toEqual(['met', 'unmet', 'met', 'unmet', 'met']);
    expect(verdicts.map(({ state }) => state)).toEqual(judged.map(({ verdict }) => verdict.state));
    expect(answer).toBe('unmet');
    expect(metrics.all.get('turns')).toMatchObject({ value: 2 });
    // An assumed model makes the cost known.
    expect((await judgeRecording(order, ['cost value<1'], { assumedModel: 'gpt-realtime-2.1' })).answer).toBe(
      'ok',
    );
  });

  test('of one that stops short', async () => {
    const torn = join(folder, 'torn.ndjson');
    copyFileSync(order, torn);
    truncateSync(torn, 20_000);
    const words = ['no error', 'agent ~ /beer/'];
    expect((await run(['expect', torn, ...words])).code).toBe(6);
    const { answer, judged } = await judgeRecording(torn, words);
    expect(answer).toBe('unknown');
    expect(judged.map(({ verdict }) => verdict.state)).toEqual(['unknown', 'unknown']);
  });

  test('in order, and as it goes by', async () => {
    const late = ['tool place_order', 'agent ~ /what can I get you/i'];
    expect((await judgeRecording(order, late)).answer).toBe('ok');
    expect((await judgeRecording(order, late, { inOrder: true })).answer).toBe('unmet');
    const judging = judge(late.map(parseExpectation));
    let settledAt = 0;
    for await (const entry of (await readRecording(order)).entries()) {
      judging.write(entry);
      if (judging.settled()) settledAt ||= entry.seq;
    }
    expect(settledAt).toBeGreaterThan(0);
    expect(judging.verdicts(measure().value).map(({ verdict }) => verdict.state)).toEqual(['met', 'met']);
  });

  test('when it is wrong, as an error with a kind', async () => {
    await expect(judgeRecording(order, ['agent'])).rejects.toMatchObject({ kind: 'usage' });
    await expect(judgeRecording(join(folder, 'none'), ['no error'])).rejects.toBeInstanceOf(SidebandError);
  });
});

describe('the library redacts as the program does', () => {
  const key = ['sk', 'proj', 'A'.repeat(24)].join('-');

  test('a recording', async () => {
    const [ours, theirs] = [join(folder, 'library.ndjson'), join(folder, 'program.ndjson')];
    const redacted = await redactRecording(order, ours, { personal: true, drop: ['instructions'] });
    expect((await run(['redact', order, '-o', theirs, '--personal', '--drop', 'instructions'])).code).toBe(0);
    expect(readFileSync(ours, 'utf8')).toBe(readFileSync(theirs, 'utf8'));
    expect(redacted).toMatchObject({ ended: true, leftOut: 0 });
  });

  test('nothing where it is told to drop what there is not', async () => {
    const to = join(folder, 'slip.ndjson');
    const slip = JSON.parse('{"drop":["transcripts"]}') as Parameters<typeof redactRecording>[2];
    await expect(redactRecording(order, to, slip)).rejects.toMatchObject({
      kind: 'usage',
      said: 'transcripts',
    });
    expect(existsSync(to)).toBe(false);
  });

  test('whatever a pattern matches, however it is written', () => {
    const text = redactor({ patterns: [/order \d+/i, /#\d+/g] })('Order 17, order 18, #1 and #2');
    expect(text).not.toMatch(/\d\d|#/);
  });

  test('texts, the same thing the same in all of them', () => {
    const redact = redactor({ personal: true, names: ['Ada Example'] });
    expect(redact('Ada Example, ada@example.org')).toBe('[name 1], [email 1]');
    expect(redact(`{"to":"ADA@example.org","key":"${key}"}`)).toMatch(
      /^\{"to":"\[email 1\]","key":"\[secret 1\]"\}$/,
    );
    expect(redactor()(`ada@example.org ${key}`)).toBe('ada@example.org [secret 1]');
  });
});

test('the prices that are shipped are dated', () => {
  expect(prices.asOf).toMatch(/^\d{4}-\d\d-\d\d$/);
  expect(prices.models.size).toBeGreaterThan(3);
});
