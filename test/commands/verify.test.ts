import { copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../context.ts';

const recordings = join(import.meta.dirname, '../recordings');
const folder = mkdtempSync(join(tmpdir(), 'verify-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const verify = (...words: readonly string[]) => run(['verify', ...words], { cwd: folder });

beforeAll(() => {
  for (const name of ['order.ndjson', 'demo.ndjson'])
    copyFileSync(join(recordings, name), join(folder, name));
});

describe('verify', () => {
  test('says of one recording whether it is complete', async () => {
    const { code, stdout } = await verify('order.ndjson');
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^order\.ndjson: complete, \d+ records/),
    });
    expect(stdout.split('\n')).toHaveLength(2);
    const json = JSON.parse((await verify('order.ndjson', '--json')).stdout) as object;
    expect(json).toMatchObject({
      kind: 'verification',
      complete: true,
      sequence_ok: true,
      exit: { code: 0 },
    });
  });

  test('looks at a folder of them, seals a torn end, and goes on behind a file that is none', async () => {
    expect((await verify('.')).stdout).toMatch(/^2 of 2 recordings are complete$/m);
    copyFileSync(join(recordings, 'order.ndjson'), join(folder, 'torn.ndjson'));
    truncateSync(join(folder, 'torn.ndjson'), 20_000);
    const { code, stdout, stderr } = await verify('*.ndjson', 'order.ndjson');
    expect(code).toBe(6);
    expect(stdout).toMatch(/^.*torn\.ndjson: incomplete, .*\n {2}there is no end record/m);
    expect(stdout).toMatch(/^2 of 3 recordings are complete$/m);
    expect(stderr).toMatch(/sealed a torn record of \d+ bytes at offset \d+/);
    expect(readFileSync(join(folder, 'torn.ndjson'), 'utf8')).toMatch(/"kind":"seal".*\n$/);

    writeFileSync(join(folder, 'none.ndjson'), 'nothing\n');
    const some = await verify('none.ndjson', 'order.ndjson', '--json');
    expect(some.code).toBe(2);
    expect(some.stderr).toContain('is no recording');
    expect(JSON.parse(some.stdout)).toMatchObject({
      recording: join(folder, 'order.ndjson'),
      complete: true,
    });
  });

  test('of a file that is not there is an error', async () => {
    expect(await verify('gone.ndjson')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('could not read'),
    });
    expect(await verify()).toMatchObject({ code: 2 });
  });
});
