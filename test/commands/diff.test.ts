import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { run } from '../context.ts';

const recordings = join(import.meta.dirname, '../recordings');
const folder = mkdtempSync(join(tmpdir(), 'diff-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const diff = (...words: readonly string[]) => run(['diff', ...words], { cwd: recordings });

describe('diff', () => {
  test('of a call and itself is 0', async () => {
    const { code, stdout, stderr } = await diff('order.ndjson', 'order.ndjson', '--tolerance', '0%');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^ {2}… 6 the same$/m);
    expect(stdout).toMatch(/^no difference \(tolerance 0 %/m);
  });

  test('of two calls is 1, with what changed', async () => {
    const { code, stdout } = await diff('order.ndjson', 'demo.ndjson');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^~ agent {4}00:08 {2}\[-One-\] \{\+Une\+\} margarita, \[-nine-\]/m);
    expect(stdout).toMatch(/^\+ operator 00:09 {2}say \(response\.create\)$/m);
    expect(stdout).toMatch(/^~ tokens +951 +1,368 +\+44 %$/m);
    expect(stdout).toMatch(/^\d+ differences \(tolerance 20 %, for times at least 250 ms\)$/m);
  });

  test('has colours when they are wanted', async () => {
    const { stdout } = await diff('order.ndjson', 'demo.ndjson', '--color', 'always');
    expect(stdout).toContain('\u{1b}[1m\u{1b}[31mOne\u{1b}[39m\u{1b}[22m');
    expect(stdout).not.toContain('[-One-]');
  });

  test('is one object with --json', async () => {
    const { code, stdout } = await diff('order.ndjson', 'demo.ndjson', '--json');
    expect(code).toBe(1);
    const found = JSON.parse(stdout) as { turns: { change: string }[] };
    expect(found).toMatchObject({
      kind: 'diff',
      a: { recording: 'order.ndjson' },
      tolerance: { ratio: 0.2, ms: 250 },
      numbers: expect.arrayContaining([
        { aspect: 'tokens', name: 'tokens', unit: 'tokens', a: 951, b: 1368, beyond: true },
      ]),
      exit: { code: 1, name: 'unmet' },
    });
    expect(found.turns.map(({ change }) => change)).toContain('only-b');
  });

  test('leaves out what is to be ignored', async () => {
    const ignored = ['caller,replies,operator,order', 'latency,tokens,cost,counts'].flatMap((what) => [
      '--ignore',
      what,
    ]);
    expect(await diff('order.ndjson', 'demo.ndjson', ...ignored)).toMatchObject({ code: 0 });
  });

  test('leaves out what an operator did and had said', async () => {
    const { stdout } = await diff('order.ndjson', 'demo.ndjson', '--without-operator');
    expect(stdout).not.toMatch(/operator|The manager/);
    // The latency of what the operator had said is not counted either.
    expect(stdout).toMatch(/^ {2}ttfa p95/m);
    expect((await diff('order.ndjson', 'demo.ndjson')).stdout).toMatch(/^~ ttfa p95/m);
    const json = JSON.parse(
      (await diff('order.ndjson', 'demo.ndjson', '--without-operator', '--json')).stdout,
    );
    expect(json).toMatchObject({ without_operator: true, differences: 2 });
  });

  test('shows the calls beside each other where there is room, and as is asked', async () => {
    const shown = async (columns: number | undefined, ...words: readonly string[]) => {
      const world = columns === undefined ? {} : { columns };
      return (await run(['diff', 'order.ndjson', 'demo.ndjson', ...words], { cwd: recordings, ...world }))
        .stdout;
    };
    const beside = / │/;
    expect(await shown(140)).toMatch(beside);
    expect(await shown(120)).toMatch(beside);
    expect(await shown(119)).not.toMatch(beside);
    expect(await shown(undefined)).not.toMatch(beside);
    expect(await shown(140, '--unified')).not.toMatch(beside);
    expect(await shown(80, '--side-by-side')).toMatch(beside);
    expect(await shown(undefined, '--side-by-side')).toMatch(beside);
    expect(await diff('order.ndjson', 'demo.ndjson', '--unified', '--side-by-side')).toMatchObject({
      code: 2,
    });
  });

  test('of a recording that stops short is never 0', async () => {
    const torn = join(folder, 'torn.ndjson');
    const whole = readFileSync(join(recordings, 'order.ndjson'), 'utf8');
    writeFileSync(torn, whole.replace(/[^\n]*\n$/, ''));
    expect(await diff('order.ndjson', torn)).toMatchObject({
      code: 6,
      stderr: expect.stringContaining('stops before the end'),
    });
  });

  test.each([
    [['--tolerance', 'much'], 'not a duration'],
    [['--tolerance', '%'], 'expected a share'],
    [['--tolerance', '1ms,2ms'], 'expected a share'],
    [['--ignore', 'words'], 'expected some of'],
  ])('%s is refused', async (words, why) => {
    expect(await diff('order.ndjson', 'order.ndjson', ...words)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(why),
    });
  });
});
