import type { Signal } from '../../src/core/signal.ts';
import { after, link, received, receivedText, sent } from './scripts.ts';

/** A call in which every field that can carry text from elsewhere carries this one. */
export const callWith = (text: string): readonly Signal[] => {
  const item = (role: string, type: string) => ({
    id: text,
    type: 'message',
    role,
    status: 'completed',
    content: [{ type, text, transcript: text }],
  });
  const ids = { response_id: text, item_id: text, call_id: text };
  const frames: readonly (readonly [type: string, fields: Readonly<Record<string, unknown>>])[] = [
    [
      'session.created',
      {
        session: {
          id: text,
          type: 'realtime',
          model: text,
          voice: text,
          audio: { output: { voice: text }, input: { turn_detection: { type: text } } },
        },
      },
    ],
    [
      'session.updated',
      { session: { type: 'realtime', model: text, instructions: text, [text === '' ? 'x' : text]: 1 } },
    ],
    ['conversation.item.added', { previous_item_id: text, item: item('user', 'input_text') }],
    [
      'conversation.item.added',
      { previous_item_id: null, item: { ...item('system', 'input_text'), id: `s${text}` } },
    ],
    [
      'conversation.item.added',
      {
        previous_item_id: null,
        item: { id: 'f', type: 'function_call', name: text, arguments: text, call_id: text },
      },
    ],
    [
      'conversation.item.added',
      {
        previous_item_id: null,
        item: { id: 'o', type: 'function_call_output', call_id: text, output: text },
      },
    ],
    [
      'conversation.item.added',
      {
        previous_item_id: null,
        item: { id: 'm', type: 'mcp_approval_request', name: text, arguments: text, server_label: text },
      },
    ],
    [
      'conversation.item.added',
      { previous_item_id: null, item: { id: 'q', type: text, status: text, role: text } },
    ],
    ['conversation.item.input_audio_transcription.delta', { ...ids, delta: text }],
    ['conversation.item.input_audio_transcription.completed', { ...ids, transcript: text }],
    [
      'conversation.item.input_audio_transcription.failed',
      { ...ids, error: { type: text, code: text, message: text } },
    ],
    ['conversation.item.input_audio_transcription.segment', { ...ids, text, speaker: text }],
    ['conversation.item.truncated', { item_id: text, audio_end_ms: 20 }],
    ['conversation.item.deleted', { item_id: text }],
    ['input_audio_buffer.speech_started', { item_id: text, audio_start_ms: 1 }],
    ['input_audio_buffer.dtmf_event_received', { event: text }],
    ['output_audio_buffer.started', ids],
    ['response.created', { response: { id: text, status: text } }],
    ['response.output_audio_transcript.delta', { ...ids, delta: text }],
    ['response.output_audio_transcript.done', { ...ids, transcript: text }],
    ['response.output_text.done', { ...ids, item_id: 'text', text }],
    ['response.function_call_arguments.delta', { ...ids, delta: text }],
    ['response.function_call_arguments.done', { ...ids, name: text, arguments: text }],
    ['response.mcp_call_arguments.done', { ...ids, arguments: text }],
    ['response.mcp_call.failed', ids],
    [
      'response.done',
      {
        response: {
          id: text,
          status: text,
          status_details: { reason: text, error: { code: text, message: text } },
        },
      },
    ],
    [
      'response.done',
      { response: { id: text, status: 'failed', status_details: { error: { code: text, message: text } } } },
    ],
    ['rate_limits.updated', { rate_limits: [{ name: text, limit: 10, remaining: 0 }] }],
    ['error', { error: { type: text, code: text, message: text, param: text, event_id: text } }],
    ['some.new.event', { value: text, [text]: text }],
    [text, { value: text }],
  ];
  const gap = { from: after(1), noticed: after(2), to: after(3), cause: text };
  return [
    link(0, { to: 'open', epoch: 1, took: 1 }),
    ...frames.map(([type, fields], index) => received(index + 1, type, fields)),
    receivedText(100, text),
    { at: after(101), kind: 'frame', direction: 'received', text, binary: true },
    sent(102, text, 'session.update', { session: { type: 'realtime', instructions: text, [text]: 1 } }),
    sent(103, text, 'conversation.item.create', {
      item: { type: text, role: text, id: text, call_id: text, output: text },
    }),
    sent(104, text, 'response.create', { response: { instructions: text } }),
    sent(105, text, text, { text }),
    link(106, { to: 'notice', code: text, message: text }),
    link(107, { to: 'retrying', attempt: 1, of: 2, delay: 1, cause: text }),
    link(108, { to: 'gap', gap }),
    link(109, {
      to: 'closed',
      reason: 'unknown',
      code: 1006,
      text,
      message: text,
      hint: text,
      exit: 'network',
    }),
  ];
};
