import { join } from 'node:path';
import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, expect, test } from 'vitest';
import { readThrough } from '../../src/io/read-through.ts';
import { recordingOf } from '../long-call.ts';
import { received } from '../ui/scripts.ts';

const folder = mkdtempSync(join(tmpdir(), 'through-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'call.ndjson');
const many = 4000;
writeFileSync(
  file,
  recordingOf(
    Array.from({ length: many }, (_, ms) => received(ms, 'some.event', { words: 'x'.repeat(200) })),
  ),
);

test('reads a recording to its end, and counts what is no record', async () => {
  writeFileSync(`${file}.2`, `${recordingOf([received(1, 'some.event')])}no record\n`);
  let seen = 0;
  const read = await readThrough(`${file}.2`, () => (seen += 1), new AbortController().signal);
  expect({ ...read, seen }).toMatchObject({ unreadable: 1, ended: true, seen: 1 });
});

test('stopped on the way it is no whole call', async () => {
  const stopping = new AbortController();
  let seen = 0;
  const reading = readThrough(
    file,
    () => {
      seen += 1;
      stopping.abort('interrupt');
    },
    stopping.signal,
  );
  await expect(reading).rejects.toBe('interrupt');
  expect(seen).toBeLessThan(many);
});
