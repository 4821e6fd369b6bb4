import {
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commands } from '../../src/commands/index.ts';
import { canaries, env, flags, shown, tail } from '../canaries.ts';
import { run } from '../context.ts';

const recordings = join(import.meta.dirname, '../recordings');
const folder = mkdtempSync(join(tmpdir(), 'redact-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const said = canaries.map(([what, text]) => `${what}: ${text}.`).join('\n');
const nested = JSON.stringify({
  note: said,
  inner: JSON.stringify({ list: canaries.map(([, text]) => text) }),
});
const escaped = said.replaceAll(/[\s\S]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Every way in which the canaries come over the wire. */
const call = (): string => {
  const parts = said.match(/[\s\S]{1,7}/g) ?? [];
  const spoken = 'response.output_audio_transcript';
  const item = { item_id: 'item_1', response_id: 'resp_1', content_index: 0, output_index: 0 };
  const frames: readonly (readonly [dir: string, event: object | string])[] = [
    [
      'in',
      {
        type: 'session.updated',
        session: {
          instructions: said,
          model: 'gpt-realtime-2.1',
          tools: [{ type: 'mcp', authorization: tail }],
        },
      },
    ],
    ['in', { type: 'input_audio_buffer.speech_started', item_id: 'item_0', audio_start_ms: 100 }],
    ['in', { type: 'input_audio_buffer.speech_stopped', item_id: 'item_0', audio_end_ms: 900 }],
    ['in', { type: 'input_audio_buffer.committed', item_id: 'item_0' }],
    ...parts.map(
      (delta) =>
        [
          'in',
          {
            type: 'conversation.item.input_audio_transcription.delta',
            item_id: 'item_0',
            content_index: 0,
            delta,
          },
        ] as const,
    ),
    [
      'in',
      {
        type: 'conversation.item.input_audio_transcription.completed',
        item_id: 'item_0',
        content_index: 0,
        transcript: said,
        logprobs: parts.map((token) => ({ token, logprob: -1 })),
      },
    ],
    ['in', { type: 'response.created', response: { id: 'resp_1', status: 'in_progress', output: [] } }],
    ['in', { type: 'output_audio_buffer.started', response_id: 'resp_1' }],
    ...parts.map((delta) => ['in', { type: `${spoken}.delta`, ...item, delta }] as const),
    ['in', { type: `${spoken}.done`, ...item, transcript: said }],
    [
      'in',
      {
        type: 'response.function_call_arguments.done',
        item_id: 'item_2',
        response_id: 'resp_1',
        call_id: 'call_1',
        name: 'note',
        arguments: nested,
      },
    ],
    [
      'out',
      {
        type: 'conversation.item.create',
        event_id: 'e1',
        item: { type: 'function_call_output', call_id: 'call_1', output: nested },
      },
    ],
    [
      'in',
      {
        type: 'conversation.item.added',
        item: { id: 'item_3', type: 'function_call_output', call_id: 'call_1', output: nested },
      },
    ],
    [
      'in',
      {
        type: 'conversation.item.added',
        item: {
          id: 'item_4',
          type: 'message',
          role: 'system',
          content: [{ type: 'input_text', text: said }],
        },
      },
    ],
    ['in', { type: 'output_audio_buffer.stopped', response_id: 'resp_1' }],
    [
      'in',
      {
        type: 'response.done',
        response: {
          id: 'resp_1',
          status: 'failed',
          status_details: { error: { message: said } },
          output: [{ id: 'item_1', type: 'message', content: [{ transcript: said }] }],
        },
      },
    ],
    ['in', { type: 'error', error: { code: 'bad', message: said, event_id: 'e1' } }],
    ['in', { type: 'something.new', deep: [{ [canaries[0]?.[1] ?? '']: said }], headers: { any: tail } }],
    ['in', `{"type":"escaped.one","text":"${escaped}"}`],
    ['text', `half a frame {"x":"${escaped}" ${said}`],
  ];
  const head = (seq: number) =>
    `{"v":1,"seq":${seq},"ms":${seq * 10}.0,"at":"2026-11-21T10:00:00.000Z","call_id":"rtc_canary","kind":`;
  const lines = frames.map(([dir, event], index) => {
    const content =
      dir === 'text'
        ? `"text":${JSON.stringify(event)}`
        : `"event":${typeof event === 'string' ? event : JSON.stringify(event)}`;
    return `${head(index + 1)}"frame","dir":"${dir === 'out' ? 'out' : 'in'}",${content}}`;
  });
  const closed = `${head(lines.length + 1)}"link","change":{"to":"closed","reason":"ended","code":1000,"text":${JSON.stringify(said)},"message":"over","exit":"ok"}}`;
  const end = `${head(lines.length + 2)}"end","reason":"ended","code":1000,"exit":{"code":0,"name":"ok"},"complete":true,"frames":{"in":${lines.length - 1},"out":1}}`;
  const header = `{"v":1,"kind":"header","call_id":"rtc_canary","started_at":"2026-11-21T10:00:00.000Z","tool":"rt-sideband/0.1.0","base_url":"http://127.0.0.1/v1"}`;
  return `${[header, ...lines, closed, end].join('\n')}\n`;
};

const original = join(folder, 'call.ndjson');
const clean = join(folder, 'clean.ndjson');
const redact = (...words: readonly string[]) => run(['redact', ...words], { cwd: folder, env });

beforeAll(async () => {
  writeFileSync(original, call());
  const { code, stdout, stderr } = await redact(original, '-o', clean, ...flags);
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  expect(stderr).toMatch(/^written to .*clean\.ndjson: secret \d+ \(\d+ places\), .*phone \d+/);
  expect(shown(stderr)).toEqual([]);
});

describe('nothing survives', () => {
  test('in the file, which holds everything else', () => {
    const before = readFileSync(original, 'utf8');
    expect(shown(before)).toHaveLength(canaries.length);
    const after = readFileSync(clean, 'utf8');
    expect(shown(after)).toEqual([]);
    expect(after).not.toContain(tail);
    expect(after.split('\n')).toHaveLength(before.split('\n').length);
    for (const line of after.trimEnd().split('\n')) expect(() => void JSON.parse(line)).not.toThrow();
    expect(after).toContain('a telephone number: [phone 1].');
  });

  // Whatever is made of the clean file: a new way of showing a recording belongs into this list.
  const sinks: readonly (readonly string[])[] = [
    ...['pretty', 'line', 'transcript', 'json', 'raw'].map((format) => [
      'replay',
      clean,
      '--format',
      format,
      '--deltas',
      '--audio',
    ]),
    ...['md', 'txt', 'json', 'srt', 'vtt', 'csv'].map((format) => ['export', clean, '--as', format]),
    ['stats', clean, '--per-turn'],
    ['stats', clean, '--json', '--per-turn'],
    ['expect', clean, 'agent ~ /nothing like it/', 'no error', 'tool other', '--json'],
    [
      'expect',
      clean,
      'agent ~ /nothing like it/',
      'no error',
      '--report',
      `junit=${join(folder, 'out.xml')}`,
      '--report',
      'github',
    ],
    ['diff', clean, join(recordings, 'order.ndjson')],
    ['diff', clean, join(recordings, 'order.ndjson'), '--json'],
    ['report', clean, '-o', join(folder, 'out.html')],
    ['verify', clean],
    ['verify', clean, '--json'],
    ['redact', clean, '-o', join(folder, 'again.ndjson'), '--json'],
  ];
  test.each(
    sinks
      .filter(([name]) => commands.some((known) => known.name === name))
      .map(
        (words) =>
          [words.filter((word) => word !== clean && !word.startsWith('/')).join(' '), words] as const,
      ),
  )('in %s', async (_, words) => {
    const { code, stdout, stderr } = await run(words, { cwd: folder, env });
    expect([0, 1]).toContain(code);
    expect(shown(stdout)).toEqual([]);
    expect(shown(stderr)).toEqual([]);
    for (const file of readdirSync(folder).filter((name) => name !== 'call.ndjson'))
      expect(shown(readFileSync(join(folder, file), 'utf8'))).toEqual([]);
  });
});

describe('what was said over several turns', () => {
  const spoken = 'conversation.item.input_audio_transcription';
  const turn = (id: string, said: string): readonly object[] => [
    {
      type: 'conversation.item.added',
      item: { id, type: 'message', role: 'user', content: [{ type: 'input_audio' }] },
    },
    ...(said.match(/.{1,5}/g) ?? []).map((delta) => ({
      type: `${spoken}.delta`,
      item_id: id,
      content_index: 0,
      delta,
    })),
    { type: `${spoken}.completed`, item_id: id, content_index: 0, transcript: said },
    {
      type: 'conversation.item.done',
      item: { id, type: 'message', role: 'user', content: [{ type: 'input_audio', transcript: said }] },
    },
  ];
  const agent = (id: string, transcript: string) => ({
    type: 'response.output_audio_transcript.done',
    item_id: id,
    content_index: 0,
    transcript,
  });

  test('is in none of them, whole or in pieces; nor is the name of who said it', async () => {
    const events = [
      agent('i0', 'Thank you, Jane, what can I do?'),
      ...turn('i1', 'Hi, my name is Jane Doe. My card is 4242 four two four two'),
      agent('i2', 'Go on, Jane'),
      ...turn('i3', 'forty-two forty-two 4242, okay?'),
      { type: 'response.function_call_arguments.done', item_id: 'i4', arguments: '{"name":"jane doe"}' },
      agent('i5', 'That is order number 48151623, Ms. Doe.'),
    ];
    const lines = events.map(
      (event, index) =>
        `{"v":1,"seq":${index + 1},"ms":${index}.0,"at":"2026-11-21T10:00:00.000Z","call_id":"rtc_a","kind":"frame","dir":"in","event":${JSON.stringify(event)}}`,
    );
    const header = `{"v":1,"kind":"header","call_id":"rtc_a","started_at":"2026-11-21T10:00:00.000Z","tool":"rt-sideband/0.1.0","base_url":"x"}`;
    const [from, to] = [join(folder, 'turns.ndjson'), join(folder, 'turns-clean.ndjson')];
    writeFileSync(from, `${[header, ...lines].join('\n')}\n`);
    expect(await redact(from, '-o', to, '--personal')).toMatchObject({ code: 6 });
    const records = readFileSync(to, 'utf8').trimEnd().split('\n');
    const left = records.map((line) => JSON.parse(line).event ?? {});
    const whole = (id: string, field: string): string =>
      left.flatMap((event) => (event.item_id === id ? (event[field] ?? []) : [])).join('');
    for (const field of ['delta', 'transcript']) {
      expect(whole('i1', field)).toBe('Hi, my name is [name 1]. My card is [card 1]');
      expect(whole('i3', field)).toBe('[card 1], okay?');
    }
    expect(records.join()).not.toMatch(/jane|doe|42|forty/i);
    expect(whole('i0', 'transcript')).toBe('Thank you, [name 1], what can I do?');
    expect(whole('i5', 'transcript')).toBe('That is order number 48151623, Ms. [name 1].');
    rmSync(from);
  });
});

describe('what comes of it', () => {
  test('is a recording that is whole, and says that it was redacted', async () => {
    const verified = await run(['verify', clean], { cwd: folder });
    expect(verified.code).toBe(0);
    expect(verified.stdout).toMatch(
      /^ {2}a redacted copy, without secrets and personal data: this speaks for the copy/m,
    );
    expect(JSON.parse((await run(['verify', clean, '--json'], { cwd: folder })).stdout)).toMatchObject({
      redacted: 'personal',
    });
    expect((await run(['verify', original], { cwd: folder })).stdout).not.toContain('redacted');
    const lines = readFileSync(clean, 'utf8').trimEnd().split('\n');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      redacted: { personal: true, names: 1, patterns: 1, drop: [] },
    });
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ redacted: { found: { card: { different: 1 } } } });
    const shownAs = await run(['replay', clean, '--format', 'line'], { cwd: folder });
    // The pieces still are what was said as a whole.
    expect(shownAs.stdout + shownAs.stderr).not.toContain('not those that came piece by piece');
  });

  test('is the same to the letter where nothing is found', async () => {
    const file = join(folder, 'order.ndjson');
    expect(await redact(join(recordings, 'order.ndjson'), '-o', file, '--personal')).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('nothing was found'),
    });
    const without = (text: string) => text.replaceAll(/,"redacted":\{.*\}(?=\}$)/gm, '');
    expect(without(readFileSync(file, 'utf8'))).toBe(readFileSync(join(recordings, 'order.ndjson'), 'utf8'));
  });

  test('is counted with --json', async () => {
    const { stdout } = await redact(
      original,
      '-o',
      join(folder, 'counted.ndjson'),
      '--json',
      '--quiet',
      '--drop',
      'transcript,arguments',
    );
    expect(JSON.parse(stdout)).toMatchObject({
      kind: 'redaction',
      call_id: 'rtc_canary',
      left_out: 0,
      dropped: { transcript: { places: expect.any(Number) }, arguments: { places: 3, bytes: 0 } },
      exit: { code: 0 },
    });
  });

  test('has pseudonyms for ids when they are not wanted', async () => {
    const file = join(folder, 'ids.ndjson');
    await redact(join(recordings, 'order.ndjson'), '-o', file, '--ids');
    expect(readFileSync(file, 'utf8')).not.toMatch(/_[A-Za-z0-9]*ia2Rc|kbNX4/);
    expect(await run(['verify', file], { cwd: folder })).toMatchObject({ code: 0 });
    const [before, after] = [join(recordings, 'order.ndjson'), file].map((path) =>
      run(['export', path, '--as', 'csv'], { cwd: folder }),
    );
    expect((await after)?.stdout).toBe((await before)?.stdout);
  });

  test('is for its owner, and never written over anything, the recording itself least', async () => {
    expect(statSync(clean).mode & 0o777).toBe(0o600);
    const before = readFileSync(original, 'utf8');
    symlinkSync(original, join(folder, 'link.ndjson'));
    for (const target of [original, 'link.ndjson', clean])
      expect(await redact(original, '-o', target)).toMatchObject({ code: 2 });
    expect(readFileSync(original, 'utf8')).toBe(before);
    rmSync(join(folder, 'link.ndjson'));
  });

  test('without lines that nobody could read is never called complete', async () => {
    const [from, to] = [join(folder, 'noise.ndjson'), join(folder, 'quiet.ndjson')];
    writeFileSync(from, call().replace('\n', '\nnoise\n'));
    expect(await redact(from, '-o', to)).toMatchObject({ code: 6 });
    expect(await run(['verify', to], { cwd: folder })).toMatchObject({
      code: 6,
      stdout: expect.stringContaining('1 line of the original could not be read'),
    });
    rmSync(from);
  });

  test('of a torn recording says what is missing', async () => {
    const torn = join(folder, 'torn.ndjson');
    writeFileSync(torn, call().slice(0, 40_000));
    const { code, stderr } = await redact(torn, '-o', join(folder, 'whole.ndjson'));
    expect(code).toBe(6);
    expect(stderr).toContain('1 line is no record and was left out');
    expect(stderr).toContain('stops before the end of the call');
    rmSync(torn);
  });

  test('is nothing when it is stopped, or when the words make no sense', async () => {
    const stopped = join(folder, 'stopped.ndjson');
    const signal = AbortSignal.abort('interrupt');
    expect(await run(['redact', original, '-o', stopped], { cwd: folder, signal })).toMatchObject({
      code: 130,
    });
    expect(existsSync(stopped)).toBe(false);
    for (const words of [[], ['-o', '-']])
      expect(await redact(original, ...words)).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('-o FILE'),
      });
    expect(await redact(original, '-o', stopped, '--drop', 'nonsense')).toMatchObject({ code: 2 });
    expect(await redact(original, '-o', stopped, '--pattern', '(')).toMatchObject({ code: 2 });
  });
});
