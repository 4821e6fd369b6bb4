import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from '../context.ts';
import { forbidden, payloads } from '../core/payloads.ts';
import { recordingOf } from '../long-call.ts';
import { callWith } from '../ui/hostile.ts';

const folder = mkdtempSync(join(tmpdir(), 'hostile-'));
const texts = payloads.map((text) => text.slice(0, 500));
beforeAll(() => {
  writeFileSync(join(folder, 'a.ndjson'), recordingOf(texts.flatMap(callWith)));
  writeFileSync(join(folder, 'b.ndjson'), recordingOf(texts.toReversed().flatMap(callWith)));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Our own colours, the ends of lines, and what keeps Markdown from making links. */
const ours = /\x1b\[(?:\d|1;\d\d|\d\d)m|[\r\n\u200b]/g;

test.each([
  'diff a.ndjson b.ndjson --color always --unified',
  'diff a.ndjson b.ndjson --color always --side-by-side',
  'diff a.ndjson b.ndjson --json',
  'redact a.ndjson -o c.ndjson --personal --json',
  ...['md', 'txt', 'json', 'srt', 'vtt', 'csv'].map((as) => `export a.ndjson --as ${as}`),
])('nothing hostile in a recording gets through %s', async (words) => {
  const { stdout, stderr } = await run(words.split(' '), { cwd: folder, columns: 140 });
  expect(stdout).not.toBe('');
  for (const text of [stdout, stderr]) expect(text.replaceAll(ours, '')).not.toMatch(forbidden);
});
