import { parse as readSubtitles } from '@plussub/srt-vtt-parser';
import { parse as readCsv } from 'csv-parse/sync';
import { marked } from 'marked';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exportFormats } from '../../src/core/export/formats.ts';
import { gather } from '../../src/core/gather.ts';
import { observer } from '../../src/core/observe.ts';
import type { Raw } from '../../src/core/raw.ts';
import type { Signal } from '../../src/core/signal.ts';
import { heardPart, utterances } from '../../src/core/utterances.ts';
import { readRecording } from '../../src/io/recording-file.ts';
import { received } from './script.ts';

const transcriptOf = (signals: readonly Signal[]) => {
  const see = observer();
  const gathering = gather();
  for (const signal of signals) gathering.write(see(signal));
  return {
    callId: 'rtc_1',
    startedAt: '2026-11-21T10:00:00.000Z',
    ms: 20_000,
    utterances: utterances(gathering.facts),
  };
};

const recorded = async (name: string) => {
  const recording = await readRecording(join(import.meta.dirname, '../recordings', name));
  const signals: Signal[] = [];
  for await (const batch of recording.records())
    for (const record of batch) if (record.kind === 'signal') signals.push(record.signal);
  return transcriptOf(signals);
};

const at = (ms: number, type: string, fields: Raw): Signal => received({ type, ...fields }, ms);
const agent = (text: string, from: number, to: number, id = `r${from}`): readonly Signal[] => [
  at(from - 300, 'response.created', { response: { id } }),
  at(from - 200, 'response.output_audio_transcript.delta', {
    response_id: id,
    item_id: `i${id}`,
    delta: text,
  }),
  at(from - 100, 'response.output_audio_transcript.done', {
    response_id: id,
    item_id: `i${id}`,
    transcript: text,
  }),
  at(from, 'output_audio_buffer.started', { response_id: id }),
  at(from + 1, 'response.done', { response: { id, status: 'completed', output: [] } }),
  at(to, 'output_audio_buffer.stopped', { response_id: id }),
];

const hostile = [
  "=cmd|'/c x'!A1",
  '<img src=x onerror=1>',
  '[click](https://evil.example/) ![x](http://evil.example/p.png) https://evil.example',
  'a --> b',
  '"quoted", with; commas\nand\r\nlines\u{2028}and \u{1b}[2J escapes \u{202e}reversed',
  '# heading `code` **bold** | table | & &amp; entity',
  '</v><script>x</script>',
] as const;
const hostileCall = transcriptOf(
  hostile.flatMap((text, index) => agent(text, 1000 + index * 2000, 2000 + index * 2000)),
);

describe('times', () => {
  test('are those at which something was heard, and what was cut off ends where it was', async () => {
    const { utterances: all } = await recorded('interruption.ndjson');
    // Heard from output_audio_buffer.started (5562.7) on for 1500 ms, as the server told; times from the first entry.
    expect(all[2]).toMatchObject({ who: 'agent', text: 'Let me tell you about', cut: true });
    const [, , , next] = all;
    expect(all[2]?.to).toBe(next?.from);
    expect((all[2]?.to ?? 0) - (all[2]?.from ?? 0)).toBeCloseTo(1499.8, 1);
    expect(all.filter(({ cut }) => cut === true)).toHaveLength(2);
  });

  test('of words that were cut off go by what the server says was heard, not by when it fell silent', () => {
    const cut = (heard: number | undefined) =>
      transcriptOf([
        ...agent('one two three four five six', 1000, 2350),
        ...agent('one two three four five six', 5000, 6350).flatMap((signal) =>
          signal.at.mono === 6350
            ? [
                at(6000, 'output_audio_buffer.cleared', { response_id: 'r5000' }),
                at(6001, 'conversation.item.truncated', { item_id: 'ir5000', audio_end_ms: heard }),
              ]
            : [signal],
        ),
      ]).utterances.at(-1);
    // The pace is 27 characters in 1350 ms: 20 in the second until it was silent, 10 in half of it.
    expect(cut(undefined)).toMatchObject({ text: 'one two three four', to: 5300, cut: true });
    expect(cut(500)).toMatchObject({ text: 'one two', to: 5300, cut: true });
  });

  test('of a word that is as short as the wait for its end are not nothing: it is in the subtitles', () => {
    const detection = { type: 'server_vad', silence_duration_ms: 500, prefix_padding_ms: 300 };
    const call = transcriptOf([
      at(0, 'session.updated', { session: { audio: { input: { turn_detection: detection } } } }),
      at(5000, 'input_audio_buffer.speech_started', { item_id: 'u', audio_start_ms: 4500 }),
      at(5450, 'input_audio_buffer.speech_stopped', { item_id: 'u', audio_end_ms: 5400 }),
      at(5460, 'input_audio_buffer.committed', { item_id: 'u' }),
      at(6000, 'conversation.item.input_audio_transcription.completed', { item_id: 'u', transcript: 'Yes.' }),
    ]);
    expect(call.utterances).toMatchObject([{ from: 5000, to: 5450, estimated: true }]);
    for (const format of ['vtt', 'srt'] as const)
      expect(readSubtitles(exportFormats[format](call)).entries).toMatchObject([
        { from: 5000, to: 5450, text: expect.stringContaining('Yes.') },
      ]);
  });

  test('of what was never heard are none: it is left out', () => {
    const never = agent('Nobody hears this', 9000, 9500).filter(
      (signal) => signal.kind === 'frame' && !signal.text.includes('output_audio_buffer'),
    );
    const { utterances: all } = transcriptOf([...agent('Heard', 1000, 2000), ...never]);
    expect(all.map(({ text }) => text)).toEqual(['Heard']);
  });

  test('a text is cut behind a word', () => {
    expect(heardPart('one two three', 9, 1)).toBe('one two');
    expect(heardPart('one two three', 7, 1)).toBe('one two');
    expect(heardPart('one two three', 2, 1)).toBe('');
    expect(heardPart('one two three', 99, 1)).toBe('one two three');
  });
});

describe('a reader of its own opens', () => {
  test.each(['vtt', 'srt'] as const)('%s: every cue, its times in order, its words whole', async (format) => {
    const { entries } = readSubtitles(exportFormats[format](await recorded('interruption.ndjson')));
    expect(entries).toHaveLength(9);
    expect(entries[2]).toMatchObject({
      from: 5229,
      to: 6728,
      text: expect.stringContaining('Let me tell you about—'),
    });
    for (const { from, to } of entries) expect(to).toBeGreaterThan(from);
    expect(readSubtitles(exportFormats[format](hostileCall)).entries).toHaveLength(hostile.length);
  });

  test('csv: a row each, and no cell is a formula', async () => {
    const rows = readCsv(exportFormats.csv(await recorded('order.ndjson')), { columns: true }) as Record<
      string,
      string
    >[];
    expect(rows.map(({ who }) => who)).toEqual(['agent', 'user', 'tool', 'agent', 'user', 'agent']);
    expect(rows[1]).toMatchObject({ text: 'A margarita, please.', cut_off: '' });
    const cells = readCsv(exportFormats.csv(hostileCall));
    expect(cells).toHaveLength(hostile.length + 1);
    expect(cells.every((row) => row.length === 6)).toBe(true);
    expect(cells.flat().filter((text) => /^[=+@\t\r-]/.test(text))).toEqual([]);
  });

  test('markdown: an item each, and nothing of what was said is a tag, a link or an image', async () => {
    const html = await marked.parse(exportFormats.md(hostileCall));
    expect(html.match(/<li>/g)).toHaveLength(hostile.length);
    expect(html).not.toMatch(/<(a|img|script|code|table|h2)\b/);
    expect(html.match(/<h1>/g)).toHaveLength(1);
    expect(await marked.parse(exportFormats.md(await recorded('order.ndjson')))).toContain(
      'A margarita, please.',
    );
  });

  test('json: what it is documented to hold', async () => {
    expect(JSON.parse(exportFormats.json(await recorded('interruption.ndjson')))).toMatchObject({
      call_id: 'rtc_1',
      turns: expect.arrayContaining([
        {
          who: 'agent',
          text: 'Let me tell you about',
          cut_off: true,
          from_ms: 5228.5,
          to_ms: expect.any(Number),
        },
      ]),
    });
  });

  test('text: without a character that a terminal would obey', () => {
    for (const format of ['txt', 'md', 'csv', 'srt', 'vtt'] as const) {
      expect(exportFormats[format](hostileCall)).not.toMatch(
        /[\u{0}-\u{8}\u{b}\u{c}\u{e}-\u{1f}\u{7f}-\u{9f}\u{202e}\u{2028}]/u,
      );
    }
    expect(exportFormats.txt(hostileCall).trimEnd().split('\n')).toHaveLength(hostile.length + 2);
  });
});
