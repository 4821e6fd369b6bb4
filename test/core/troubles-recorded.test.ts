import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { observer } from '../../src/core/observe.ts';
import type { Signal } from '../../src/core/signal.ts';
import { troubles } from '../../src/core/troubles.ts';
import { readRecording } from '../../src/io/recording-file.ts';
import { moment } from './script.ts';

/** What is found in a stream, by its own time; `more` milliseconds of nothing come after its end. */
const found = (signals: readonly Signal[], more = 0): readonly string[] => {
  const see = observer();
  const watch = troubles();
  const news = signals.flatMap((signal) => watch.see(see(signal)));
  const end = signals.at(-1)?.at ?? moment(0);
  if (more > 0) news.push(...watch.pass({ wall: end.wall + more, mono: end.mono + more }));
  return news.map(({ kind, trouble }) => (kind === 'found' ? trouble.code : `${kind} ${trouble.code}`));
};

/** Every other recording shows none. */
const ours: ReadonlyMap<string, readonly string[]> = new Map([
  ['failing-response.ndjson', ['response-failed', 'response-cut-short']],
  ['stuck-tool.ndjson', ['tool-unanswered']],
  ['transcription.ndjson', ['transcription-failed']],
]);

const folder = join(import.meta.dirname, '../recordings');

describe.each(readdirSync(folder).filter((name) => name.endsWith('.ndjson')))('our recording %s', (name) => {
  it('shows the troubles it has, and no others', async () => {
    const signals: Signal[] = [];
    for await (const batch of (await readRecording(join(folder, name))).records())
      for (const record of batch) if (record.kind === 'signal') signals.push(record.signal);
    expect(found(signals)).toEqual(ours.get(name) ?? []);
  });
});

const fixtures = new URL('../../../shared/fixtures/streams/', import.meta.url);
const here = existsSync(fixtures);

type Recorded = { dir: 'server' | 'client' | 'close'; event: object; t_ms?: number | null; id_s?: number };

const streamOf = (name: string): readonly Signal[] => {
  let ms = 0;
  return readFileSync(new URL(name, fixtures), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Recorded)
    .filter(({ dir }) => dir !== 'close')
    .map(({ dir, event, t_ms, id_s }): Signal => {
      // Seconds are all that most of them tell of their time.
      ms = Math.max(ms + 1, t_ms ?? (id_s ?? 0) * 1000);
      return {
        at: moment(ms),
        kind: 'frame',
        direction: dir === 'server' ? 'received' : 'sent',
        text: JSON.stringify(event),
      };
    });
};

/** While it was recorded, and had it gone on in silence for a minute. Every other stream shows nothing at all. */
const theirs: ReadonlyMap<
  string,
  { readonly while?: readonly string[]; readonly later?: readonly string[] }
> = new Map([
  ['ga-azure-ws-transcription-failed.ndjson', { while: ['transcription-failed'] }],
  // Cut off after the call was written, and before the response was done.
  ['beta-openai-ws-tool-call.ndjson', { later: ['tool-unanswered', 'response-silent'] }],
  // The call is handed over, and the recording ends with it.
  ['beta-openai-webrtc-12-responses-8-interruptions.ndjson', { later: ['tool-unanswered'] }],
]);

describe.skipIf(!here)('recorded traffic (skipped where ../shared/fixtures is not there)', () => {
  it.each(here ? readdirSync(fixtures) : [])('%s shows the troubles it has, and no others', (name) => {
    const expected = theirs.get(name);
    expect(found(streamOf(name))).toEqual(expected?.while ?? []);
    expect(found(streamOf(name), 60_000)).toEqual([...(expected?.while ?? []), ...(expected?.later ?? [])]);
  });
});
