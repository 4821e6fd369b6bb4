import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { run } from '../context.ts';

const cwd = join(import.meta.dirname, '../recordings');
const folder = mkdtempSync(join(tmpdir(), 'stopped-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  ['export', 'demo.ndjson', '--as', 'txt'],
  ['export', 'demo.ndjson', '--as', 'txt', '-o', join(folder, 'file')],
  ['report', 'demo.ndjson', '-o', join(folder, 'file')],
  ['diff', 'demo.ndjson', 'order.ndjson'],
  ['stats', 'demo.ndjson'],
  ['stats', 'demo.ndjson', 'order.ndjson'],
  ['expect', 'demo.ndjson', 'no error'],
  ['expect', 'demo.ndjson', 'order.ndjson', 'no error'],
  ['replay', 'demo.ndjson'],
  ['verify', 'demo.ndjson'],
])('%s %s: who is asked to leave says nothing of a call that was not read', async (...words) => {
  const signal = AbortSignal.abort('terminate');
  const { code, stderr } = await run(words, { cwd, signal });
  expect({ code, stderr }).toEqual({ code: 143, stderr: '' });
  expect(existsSync(join(folder, 'file'))).toBe(false);
});
