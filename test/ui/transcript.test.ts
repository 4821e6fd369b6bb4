import { describe, expect, it } from 'vitest';
import { safe } from '../../src/core/safe.ts';
import type { Signal } from '../../src/core/signal.ts';
import { transcript } from '../../src/ui/transcript.ts';
import type { ViewOptions } from '../../src/ui/view.ts';
import { endOf, entriesOf, header, received } from './scripts.ts';

const message = (id: string, role: string, status: string, content: readonly object[]) => ({
  id,
  type: 'message',
  role,
  status,
  content,
});
const configured = received(0, 'session.updated', {
  session: { type: 'realtime', audio: { input: { transcription: { model: 'whisper-1' } } } },
});
const caller = (ms: number, id: string, previous: string | null = null) =>
  received(ms, 'conversation.item.added', {
    previous_item_id: previous,
    item: message(id, 'user', 'completed', [{ type: 'input_audio', transcript: null }]),
  });
const heard = (ms: number, id: string, words: string) =>
  received(ms, 'conversation.item.input_audio_transcription.completed', {
    item_id: id,
    content_index: 0,
    transcript: words,
  });
const agent = (ms: number, id: string, previous: string | null) =>
  received(ms, 'conversation.item.added', {
    previous_item_id: previous,
    item: message(id, 'assistant', 'in_progress', []),
  });
const said = (ms: number, id: string, words: string, part = 0) =>
  received(ms, 'response.output_audio_transcript.done', {
    response_id: 'r',
    item_id: id,
    content_index: part,
    transcript: words,
  });
const truncated = (ms: number, id: string, heardMs: number) =>
  received(ms, 'conversation.item.truncated', { item_id: id, content_index: 0, audio_end_ms: heardMs });
const tick = (ms: number) => received(ms, 'rate_limits.updated', { rate_limits: [] });

/** The lines with the number of the event they came with; `end` for those of the end. */
const lines = (signals: readonly Signal[], options: Partial<ViewOptions> = {}): readonly string[] => {
  const view = transcript({ header, zone: 'UTC', time: 'rel', ...options });
  const entries = entriesOf(signals);
  const mark = (name: string | number, text: string | undefined): readonly string[] =>
    text === undefined ? [] : text.split('\n').map((line) => `${name}: ${line.trim()}`);
  return [
    ...entries.flatMap((entry) => mark(entry.seq, view.entry(entry))),
    ...mark('end', view.end?.(endOf(entries), 0)),
  ];
};

describe('transcript', () => {
  it('holds an answer back until the words before it are there, each with its own time', () => {
    expect(
      lines([
        configured,
        caller(100, 'u1'),
        agent(200, 'a1', 'u1'),
        said(500, 'a1', 'Sure.'),
        heard(900, 'u1', 'A margarita.'),
      ]),
    ).toEqual(['5: +0.100s  caller:  A margarita.', '5: +0.200s  agent:   Sure.']);
  });

  it('waits no more than five seconds of the call', () => {
    const start = [configured, caller(100, 'u1'), agent(200, 'a1', 'u1'), said(500, 'a1', 'Sure.')];
    expect(lines([...start, tick(5000), tick(5101), heard(9000, 'u1', 'A margarita.')])).toEqual([
      '6: +0.200s  agent:   Sure.',
      '7: +0.100s  caller:  A margarita.',
    ]);
    expect(lines(start)).toEqual(['end: +0.200s  agent:   Sure.']);
  });

  it('waits for nobody where there is no transcription', () => {
    const off = received(0, 'session.updated', {
      session: { type: 'realtime', audio: { input: { transcription: null } } },
    });
    const rest = [caller(100, 'u1'), agent(200, 'a1', 'u1'), said(500, 'a1', 'Sure.')];
    expect(lines([off, ...rest])).toEqual(['4: +0.200s  agent:   Sure.']);
  });

  it('says nothing of items without words, tools, system notes and what was made apart', () => {
    const note = received(1, 'conversation.item.added', {
      previous_item_id: null,
      item: message('s', 'system', 'completed', [{ type: 'input_text', text: 'Be kind.' }]),
    });
    const apart = [
      received(2, 'response.created', {
        response: { id: 'r', status: 'in_progress', conversation_id: null },
      }),
      received(3, 'response.output_item.added', {
        response_id: 'r',
        item: message('x', 'assistant', 'in_progress', []),
      }),
      said(4, 'x', 'guard: fine'),
    ];
    expect(lines([configured, note, ...apart, caller(5, 'u1'), heard(6, 'u1', '')])).toEqual([]);
  });

  it('marks speech that was cut off, also when that is known later', () => {
    expect(lines([agent(1, 'a1', null), truncated(2, 'a1', 1200), said(3, 'a1', 'Let me explain')])).toEqual([
      '3: +0.001s  agent:   Let me explain [cut off after 1.2 s]',
    ]);
    expect(
      lines([
        agent(1, 'a1', null),
        said(3, 'a1', 'Let me explain'),
        truncated(900, 'a1', 0),
        truncated(901, 'a1', 0),
      ]),
    ).toEqual([
      '2: +0.001s  agent:   Let me explain',
      '3: +0.900s  agent:   [cut off before anything was heard]',
    ]);
  });

  it('waits a second for how much was heard of what was cut off', () => {
    const start = [
      received(0, 'response.created', { response: { id: 'r', status: 'in_progress' } }),
      received(1, 'response.output_item.added', {
        response_id: 'r',
        item: message('a1', 'assistant', 'in_progress', []),
      }),
      agent(2, 'a1', null),
      received(3, 'output_audio_buffer.cleared', { response_id: 'r' }),
      said(4, 'a1', 'Let me explain'),
    ];
    expect(lines([...start, tick(5), truncated(6, 'a1', 1200)])).toEqual([
      '7: +0.002s  agent:   Let me explain [cut off after 1.2 s]',
    ]);
    expect(lines([...start, tick(1003), tick(1004)])).toEqual([
      '7: +0.002s  agent:   Let me explain [cut off]',
    ]);
  });

  it('says the later parts of an item, and nothing twice', () => {
    const parts = [
      agent(1, 'a1', null),
      said(2, 'a1', 'One.'),
      said(3, 'a1', 'Two.', 1),
      said(3, 'a1', 'Two.', 1),
    ];
    expect(lines(parts)[1]).toBe('3: +0.001s  agent:   Two.');
    expect(lines([agent(1, 'a1', null), said(2, 'a1', 'One.'), said(3, 'a1', 'One.')]).length).toBe(1);
  });

  it('wraps, labels and colours on a terminal', () => {
    const long = [agent(1, 'a1', null), said(2, 'a1', 'one two three four five six seven eight nine ten')];
    expect(lines(long, { columns: () => 50, label: safe`…abc`, time: 'none' })).toEqual([
      '2: …abc  agent:   one two three four five six seven',
      '2: eight nine ten',
    ]);
    expect(lines(long, { coloured: true, time: 'none' })[0]).toContain('\x1b[36magent:   \x1b[39mone');
  });
});
