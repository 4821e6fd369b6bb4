import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { canaries, env, flags, secrets, tail, type Canary } from '../canaries.ts';
import { run } from '../context.ts';
import { places, revealed } from '../hiding-places.ts';

const folder = mkdtempSync(join(tmpdir(), 'canaries-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Every one of them in every place, one a record. */
const hidden = (among: readonly Canary[]) =>
  places.flatMap(([place, record]) => among.map((canary) => ({ place, canary, record: record(canary[1]) })));

const recording = (records: readonly string[]): string => {
  const moment = '"at":"2026-11-21T10:00:00.000Z","call_id":"rtc_canary"';
  const lines = records.map(
    (record, index) => `{"v":1,"seq":${index + 1},"ms":${index}.0,${moment},${record}}`,
  );
  return [
    `{"v":1,"kind":"header","call_id":"rtc_canary","started_at":"2026-11-21T10:00:00.000Z","tool":"rt-sideband/0.1.0","base_url":"https://user:${tail}@127.0.0.1/v1"}`,
    ...lines,
    '',
  ].join('\n');
};

const redacted = async (name: string, among: readonly Canary[], options: readonly string[]) => {
  const [from, to] = [join(folder, `${name}.ndjson`), join(folder, `${name}-clean.ndjson`)];
  const all = hidden(among);
  writeFileSync(from, recording(all.map(({ record }) => record)));
  const { code, stdout, stderr } = await run(['redact', from, '-o', to, ...options], { cwd: folder, env });
  expect({ code, stdout }).toEqual({ code: 6, stdout: '' });
  expect(stderr).not.toContain(tail);
  const lines = readFileSync(to, 'utf8').trimEnd().split('\n');
  expect(lines).toHaveLength(all.length + 1);
  return {
    to,
    header: lines[0] ?? '',
    left: all.map((one, index) => ({ ...one, line: lines[index + 1] ?? '' })),
  };
};

const gives = (text: string, [, whole, mark = whole]: Canary): boolean =>
  text.includes(mark) || text.includes(mark.replaceAll('"', String.raw`\"`));

describe('in every place', () => {
  test('a canary is seen before it is redacted', () => {
    const unseen = hidden(canaries).filter(({ record, canary }) => !gives(revealed(`{${record}}`), canary));
    expect(unseen.map(({ place, canary: [what] }) => `${place}: ${what}`)).toEqual([]);
  });

  test.each([
    ['secrets', secrets, []],
    ['everything', canaries, flags],
  ] as const)('%s: none is left, and every record still is one', async (name, among, options) => {
    const { left, header } = await redacted(name, among, options);
    expect(header).not.toContain(tail);
    const survivors = left.filter(({ line, canary }) => gives(revealed(line), canary));
    expect(survivors.map(({ place, canary: [what] }) => `${place}: ${what}`)).toEqual([]);
    for (const { line, record } of left) expect(JSON.parse(line).kind).toBe(JSON.parse(`{${record}}`).kind);
  });

  test('with all words dropped not even a frame that nobody can read is left', async () => {
    const { left } = await redacted('words', [['a word', 'margarita']], ['--drop', 'transcript']);
    const unread = left.filter(({ place }) => /no JSON|half a frame|no object/.test(place));
    expect(unread.length).toBeGreaterThan(2);
    expect(
      unread.filter(({ line }) => revealed(line).includes('margarita')).map(({ place }) => place),
    ).toEqual([]);
  });
});

test('what matches every word leaves a recording that still tells what happened', async () => {
  const order = join(import.meta.dirname, '../recordings/order.ndjson');
  const to = join(folder, 'wordless.ndjson');
  expect(
    await run(['redact', order, '-o', to, '--pattern', String.raw`[\w.]+`], { cwd: folder }),
  ).toMatchObject({
    code: 0,
  });
  expect(readFileSync(to, 'utf8')).not.toMatch(/margarita/i);
  expect(await run(['verify', to], { cwd: folder })).toMatchObject({ code: 0 });
  const statsOf = async (path: string): Promise<unknown> => {
    const { metrics } = JSON.parse((await run(['stats', path, '--json'], { cwd: folder })).stdout) as {
      metrics: Record<string, unknown>;
    };
    return ['turn_latency', 'ttfa', 'tokens', 'turns', 'tools', 'errors'].map((name) => metrics[name]);
  };
  const found = await statsOf(to);
  expect(found).toEqual(await statsOf(order));
  expect(JSON.stringify(found)).toContain('951');
});
