import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { missing } from '../../src/commands/missing.ts';
import { run } from '../context.ts';

test.each([
  [0, true, []],
  [1, true, ['1 line is no record and was left out']],
  [4711, true, ['4,711 lines are no records and were left out']],
  [2, false, ['2 lines are no records and were left out', 'the recording stops before the end of the call']],
])('of a recording with %i lines that are no records, whose end is there: %s', (unreadable, ended, words) => {
  expect(missing({ unreadable, ended })).toEqual(words);
});

describe('a line in the middle that is no record', () => {
  const folder = mkdtempSync(join(tmpdir(), 'missing-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const lines = readFileSync(join(import.meta.dirname, '../recordings/order.ndjson'), 'utf8').split('\n');
  writeFileSync(join(folder, 'call.ndjson'), lines.with(40, 'torn').join('\n'));
  writeFileSync(join(folder, 'whole.ndjson'), lines.join('\n'));

  test.each([
    'export call.ndjson --as txt',
    'report call.ndjson -o call.html',
    'redact call.ndjson -o copy.ndjson',
    'stats call.ndjson',
    'diff call.ndjson whole.ndjson --ignore replies',
  ])('%s: what is made of the rest is not the whole', async (words) => {
    const { code, stdout, stderr } = await run(words.split(' '), { cwd: folder });
    expect({ code, told: `${stdout}${stderr}` }).toMatchObject({
      code: 6,
      told: expect.stringContaining('1 line is no record'),
    });
  });
});
