import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { metricsJson, turnJson } from '../../src/core/metrics/as-json.ts';
import { measure } from '../../src/core/metrics.ts';
import { observer, reader } from '../../src/core/observe.ts';
import { readPrices } from '../../src/core/price.ts';
import type { Raw } from '../../src/core/raw.ts';
import type { Signal } from '../../src/core/signal.ts';
import { readRecording } from '../../src/io/recording-file.ts';
import { readThrough } from '../../src/io/read-through.ts';
import prices from '../../src/prices.json' with { type: 'json' };
import { folder } from '../io/recording-kit.ts';
import { received } from './script.ts';

const list = readPrices(prices);
const recordings = join(import.meta.dirname, '../recordings');

test.each(readdirSync(recordings).filter((name) => name.endsWith('.ndjson')))(
  'what is kept of %s makes the same numbers, however it is read and whether or not its words are kept',
  async (name) => {
    const path = join(recordings, name);
    const see = observer();
    const slow = measure({ prices: list });
    const recording = await readRecording(path);
    // As text, so that every frame is parsed.
    for await (const batch of recording.records({ exact: true }))
      for (const record of batch) if (record.kind === 'signal') slow.write(see(record.signal));
    for (const words of [true, false]) {
      const read = reader();
      const quick = measure({ prices: list }, { words });
      const { signal } = new AbortController();
      await readThrough(path, (one) => quick.write(read(one)), signal, true);
      expect(metricsJson(quick.value())).toEqual(metricsJson(slow.value()));
      if (words) expect(quick.value().turns.map(turnJson)).toEqual(slow.value().turns.map(turnJson));
    }
  },
);

/** Two answers in records of 512 bytes each, a second to the piece of 256: each piece looks like the one before. */
const aligned = (words: number): string => {
  const wide = (text: string): string => `${text.replace('*', '*'.repeat(512 - text.length))}\n`;
  const time = (place: number): string =>
    new Date(Date.UTC(2026, 10, 21, 10) + Math.floor(place / 256) * 1000).toISOString();
  const header = `"tool":"*","base_url":"u"`;
  const word = (place: number): string => {
    const id = place <= words / 2 ? 'resp_1' : 'resp_2';
    const where = `"call_id":"rtc_a","kind":"frame","dir":"in"`;
    const event = `"event_id":"event_${place}","response_id":"${id}","item_id":"*","delta":"a"`;
    return wide(
      `{"v":1,"seq":${place},"ms":${place}.0,"at":"${time(place)}",${where},"event":{"type":"response.output_audio_transcript.delta",${event}}}`,
    );
  };
  return [
    wide(
      `{"v":1,"seq":0,"at":"${time(0)}","call_id":"rtc_a","kind":"header","started_at":"${time(0)}",${header}}`,
    ),
    ...Array.from({ length: words }, (_, index) => word(index + 1)),
  ].join('');
};

test('what is read to the same place in memory is what was read to another', async () => {
  using at = folder();
  const path = at.file('long.ndjson', aligned(2000));
  const recording = await readRecording(path);
  const [kept, passed] = [[], []] as [Signal['at'][], Signal['at'][]];
  for await (const batch of recording.records())
    for (const record of batch) if (record.kind === 'signal') kept.push(record.signal.at);
  const { signal } = new AbortController();
  const [read, meter] = [reader(), measure({ prices: list })];
  const write = (one: Signal): void => {
    passed.push(one.at);
    const entry = read(one);
    // Who begins to measure in the middle of a text is told of it by its next piece.
    if (passed.length > 300) meter.write(entry);
  };
  const { unreadable } = await readThrough(path, write, signal, true);
  expect(unreadable).toBe(0);
  expect(passed).toHaveLength(2000);
  expect(passed).toEqual(kept);
  const words = Array.from(meter.facts.responses, ({ firstWordAt }) => firstWordAt);
  expect(words).toEqual([301, 1001]);
  expect(meter.facts.frames).toBe(1700);
});

const long = 'so it goes on and on '.repeat(50);

/** One turn of a call as the server tells it, three words to the letter of which much is said. */
const turn = (number: number): readonly Signal[] => {
  const at = (ms: number, type: string, fields: Raw): Signal =>
    received({ type, event_id: `event_${number}_${ms}`, ...fields }, number * 10_000 + ms);
  const [user, agent, id] = [`item_user_${number}`, `item_agent_${number}`, `resp_${number}`];
  const usage = { input_tokens: 310, output_tokens: 102, input_token_details: { text_tokens: 310 } };
  const output = [{ id: agent, type: 'message', role: 'assistant', content: [{ type: 'text', text: long }] }];
  return [
    at(0, 'input_audio_buffer.speech_started', { item_id: user, audio_start_ms: number * 10_000 }),
    at(900, 'input_audio_buffer.speech_stopped', { item_id: user, audio_end_ms: number * 10_000 + 900 }),
    at(910, 'input_audio_buffer.committed', { item_id: user }),
    at(1000, 'conversation.item.input_audio_transcription.completed', {
      item_id: user,
      transcript: long,
      usage: { type: 'duration', seconds: 1 },
    }),
    at(1010, 'response.created', { response: { id } }),
    at(1200, 'response.output_audio_transcript.delta', { response_id: id, item_id: agent, delta: 'so ' }),
    at(1300, 'output_audio_buffer.started', { response_id: id }),
    at(1400, 'response.output_audio_transcript.done', {
      response_id: id,
      item_id: agent,
      transcript: long,
    }),
    at(1500, 'response.done', { response: { id, status: 'completed', usage, output } }),
    at(9000, 'output_audio_buffer.stopped', { response_id: id }),
  ];
};

test('a turn is a few hundred bytes, however much is said in it', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const used = (): number => {
    collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const see = reader();
  const meter = measure({ prices: list }, { words: false });
  const pass = (from: number, to: number): void => {
    for (let number = from; number < to; number += 1)
      for (const signal of turn(number)) meter.write(see(signal));
  };
  pass(0, 2000);
  const before = used();
  pass(2000, 12_000);
  const each = (used() - before) / 10_000;
  expect(each).toBeLessThan(600);
  expect(meter.value().all.get('turns')).toMatchObject({ value: 12_000 });
}, 60_000);
