import { describe, expect, test } from 'vitest';
import { gather } from '../../src/core/gather.ts';
import { observer } from '../../src/core/observe.ts';
import type { Raw } from '../../src/core/raw.ts';
import type { Signal } from '../../src/core/signal.ts';
import { timeline } from '../../src/core/timeline.ts';
import { link, received, sent, after } from '../ui/scripts.ts';

const timelineOf = (...signals: readonly Signal[]) => {
  const see = observer();
  const gathering = gather();
  for (const signal of signals) gathering.write(see(signal));
  return timeline(gathering.facts);
};

const at = (ms: number, type: string, fields: Raw = {}): Signal => received(ms, type, fields);
const open = link(0, { to: 'open', epoch: 1, took: 1 });
const speaks = (id: string, said: string, from: number): readonly Signal[] => [
  at(from - 300, 'response.created', { response: { id } }),
  at(from - 100, 'response.output_audio_transcript.delta', {
    response_id: id,
    item_id: `i${id}`,
    delta: said,
  }),
  at(from - 50, 'response.output_audio_transcript.done', {
    response_id: id,
    item_id: `i${id}`,
    transcript: said,
  }),
  at(from, 'output_audio_buffer.started', { response_id: id }),
  at(from + 10, 'response.done', { response: { id, status: 'completed', output: [] } }),
];

describe('the timeline of a call', () => {
  test('has both sides with what was heard, and when the model worked on it', () => {
    const items = timelineOf(
      open,
      at(1000, 'input_audio_buffer.speech_started', { item_id: 'u', audio_start_ms: 900 }),
      at(2500, 'input_audio_buffer.speech_stopped', { item_id: 'u', audio_end_ms: 2400 }),
      at(2600, 'conversation.item.input_audio_transcription.completed', {
        item_id: 'u',
        transcript: 'A tea.',
      }),
      ...speaks('r', 'With milk?', 3300),
      at(5000, 'output_audio_buffer.stopped', { response_id: 'r' }),
    );
    expect(items).toMatchObject([
      { kind: 'caller', from: 1000, to: 2500, text: 'A tea.' },
      { kind: 'agent', from: 3300, to: 5000, text: 'With milk?', made: { from: 3000, to: 3310 } },
    ]);
  });

  test('cuts speech where it was cut off, says by whom, and what was not heard', () => {
    const said = 'one two three four five six seven eight nine ten eleven twelve';
    const [agent] = timelineOf(
      open,
      ...speaks('r', said, 1000),
      at(2000, 'input_audio_buffer.speech_started', { item_id: 'u', audio_start_ms: 2000 }),
      at(2010, 'output_audio_buffer.cleared', { response_id: 'r' }),
    );
    expect(agent).toMatchObject({ kind: 'agent', cut: 'caller', to: 2010 });
    expect(`${agent?.text} ${agent?.unheard}`).toBe(said);
  });

  test('shows speech without words, to the end where its end was not seen', () => {
    const items = timelineOf(
      open,
      at(1000, 'input_audio_buffer.speech_started', { item_id: 'u' }),
      at(2000, 'output_audio_buffer.started', { response_id: 'r' }),
      at(4000, 'rate_limits.updated', { rate_limits: [] }),
    );
    expect(items).toMatchObject([
      { kind: 'caller', from: 1000, to: 4000, text: '', estimated: true },
      { kind: 'agent', from: 2000, to: 4000, text: '', estimated: true },
    ]);
  });

  test('has tools with what became of them, errors, gaps, notes and what an operator did', () => {
    const called = (ms: number, id: string): Signal =>
      at(ms, 'response.function_call_arguments.done', {
        call_id: id,
        item_id: `f${id}`,
        response_id: 'r',
        name: 'find',
        arguments: '{"n":1}',
      });
    const items = timelineOf(
      open,
      called(100, 'call_a'),
      at(400, 'conversation.item.added', {
        item: { id: 'o', type: 'function_call_output', call_id: 'call_a', output: '{"ok":true}' },
      }),
      called(500, 'call_b'),
      at(600, 'error', { error: { code: 'server_error', message: 'no' } }),
      sent(700, 'whisper', 'conversation.item.create', { item: { id: 'n' } }),
      at(800, 'conversation.item.added', {
        item: { id: 'n', type: 'message', role: 'system', content: [{ type: 'input_text', text: 'VIP' }] },
      }),
      link(2000, {
        to: 'gap',
        gap: { from: after(1000), noticed: after(1100), to: after(2000), cause: 'connection lost' },
      }),
      at(3000, 'rate_limits.updated', { rate_limits: [] }),
    );
    expect(items).toMatchObject([
      {
        kind: 'tool',
        from: 100,
        to: 400,
        tool: { name: 'find', input: '{"n":1}', output: '{"ok":true}', state: 'answered' },
      },
      { kind: 'tool', from: 500, to: 3000, tool: { state: 'open' } },
      { kind: 'error', from: 600, text: 'server_error' },
      { kind: 'operator', from: 700 },
      { kind: 'note', from: 800, text: 'VIP', typed: true },
      { kind: 'gap', from: 1000, to: 2000, text: 'connection lost' },
    ]);
  });
});
