import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { run } from '../context.ts';

const recordings = join(import.meta.dirname, '../recordings');
const folder = mkdtempSync(join(tmpdir(), 'export-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const exported = (...words: readonly string[]) => run(['export', ...words], { cwd: recordings });

describe('export', () => {
  test('writes what both sides said, the tools and the operator', async () => {
    const { code, stdout, stderr } = await exported('demo.ndjson', '--as', 'txt');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^00:00:05\.\d{3} {2}Caller: A margarita, please\.$/m);
    expect(stdout).toMatch(/^00:00:\d\d\.\d{3} {2}Tool: place_order\(.*\) → /m);
    expect(stdout).toMatch(/^00:00:\d\d\.\d{3} {2}Agent \(for the operator\): The manager joins/m);
  });

  test('writes a new file for its owner, never over another or through a link', async () => {
    const file = join(folder, 'call.md');
    expect(await exported('order.ndjson', '--as', 'md', '-o', file)).toMatchObject({ code: 0, stdout: '' });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const before = readFileSync(file, 'utf8');
    expect(await exported('demo.ndjson', '--as', 'md', '-o', file)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('is there already'),
    });
    expect(readFileSync(file, 'utf8')).toBe(before);
    expect(await exported('demo.ndjson', '--as', 'md', '-o', file, '--force')).toMatchObject({ code: 0 });
    expect(readFileSync(file, 'utf8')).not.toBe(before);
    const other = join(folder, 'other.txt');
    writeFileSync(other, 'mine');
    symlinkSync(other, join(folder, 'link.md'));
    await exported('demo.ndjson', '--as', 'md', '-o', join(folder, 'link.md'), '--force');
    expect(readFileSync(other, 'utf8')).toBe('mine');
  });

  test('needs to know as what', async () => {
    expect(await exported('order.ndjson')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--as md'),
    });
  });
});
