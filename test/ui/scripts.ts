import { asCallId } from '../../src/core/ids.ts';
import { observer } from '../../src/core/observe.ts';
import type { End, Entry, Header } from '../../src/core/ports.ts';
import type { Gap, Instant, LinkChange, Signal } from '../../src/core/signal.ts';

const start = Date.UTC(2026, 10, 21, 10, 0, 0);

/** The moment `ms` after the start of every script. */
export const after = (ms: number): Instant => ({ wall: start + ms, mono: ms });

const callId =
  asCallId('rtc_script0001') ??
  (() => {
    throw new Error('not a call id');
  })();

export const header: Header = {
  callId,
  startedAt: after(0),
  tool: 'rt-sideband/test',
  baseUrl: 'http://127.0.0.1/v1',
};

type Fields = Readonly<Record<string, unknown>>;

export const received = (ms: number, type: string, fields: Fields = {}): Signal => ({
  at: after(ms),
  kind: 'frame',
  direction: 'received',
  text: JSON.stringify({ type, ...fields }),
});

export const receivedText = (ms: number, text: string): Signal => ({
  at: after(ms),
  kind: 'frame',
  direction: 'received',
  text,
});

export const sent = (ms: number, by: string, type: string, fields: Fields = {}): Signal => ({
  at: after(ms),
  kind: 'frame',
  direction: 'sent',
  by,
  text: JSON.stringify({ type, ...fields }),
});

export const link = (ms: number, change: LinkChange): Signal => ({ at: after(ms), kind: 'link', change });

export const entriesOf = (signals: readonly Signal[]): readonly Entry[] => signals.map(observer());

export const endOf = (entries: readonly Entry[]): End => ({
  at: entries.at(-1)?.signal.at ?? after(0),
  reason: 'ended',
  exit: { code: 0, name: 'ok' },
  complete: true,
  frames: { in: 0, out: 0 },
});

const callerItem = (id: string, previous: string | null) => ({
  previous_item_id: previous,
  item: {
    id,
    type: 'message',
    role: 'user',
    status: 'completed',
    content: [{ type: 'input_audio', transcript: null }],
  },
});

const agentItem = (id: string, status: string) => ({
  id,
  type: 'message',
  role: 'assistant',
  status,
  content: [],
});

/** An agent's spoken turn. */
const speech = (
  ms: number,
  response: string,
  item: string,
  previous: string,
  words: string,
): readonly Signal[] => {
  const ids = { response_id: response, item_id: item, output_index: 0, content_index: 0 };
  const [first = '', ...rest] = words.split(/(?= )/);
  return [
    received(ms, 'response.created', {
      event_id: `ev_${response}_1`,
      response: { id: response, status: 'in_progress', output: [] },
    }),
    received(ms + 5, 'response.output_item.added', {
      response_id: response,
      output_index: 0,
      item: agentItem(item, 'in_progress'),
    }),
    received(ms + 6, 'conversation.item.added', {
      previous_item_id: previous,
      item: agentItem(item, 'in_progress'),
    }),
    ...[first, ...rest].map((delta, index) =>
      received(ms + 10 + index * 15, 'response.output_audio_transcript.delta', { ...ids, delta }),
    ),
    received(ms + 300, 'output_audio_buffer.started', { response_id: response }),
    received(ms + 400, 'response.output_audio.done', ids),
    received(ms + 401, 'response.output_audio_transcript.done', { ...ids, transcript: words }),
    received(ms + 402, 'conversation.item.done', {
      previous_item_id: null,
      item: agentItem(item, 'completed'),
    }),
    received(ms + 403, 'response.output_item.done', {
      response_id: response,
      output_index: 0,
      item: agentItem(item, 'completed'),
    }),
    received(ms + 404, 'response.done', {
      event_id: `ev_${response}_2`,
      response: {
        id: response,
        status: 'completed',
        output: [],
        usage: { input_tokens: 120, output_tokens: 45, total_tokens: 165 },
      },
    }),
  ];
};

const orderCall: readonly Signal[] = [
  link(62, { to: 'open', epoch: 1, took: 61.7 }),
  received(100, 'session.created', {
    session: {
      id: 'sess_1',
      type: 'realtime',
      model: 'gpt-realtime',
      audio: { input: { transcription: { model: 'whisper-1' } }, output: { voice: 'marin' } },
    },
  }),
  received(1000, 'input_audio_buffer.speech_started', { audio_start_ms: 900, item_id: 'item_u1' }),
  received(2400, 'input_audio_buffer.speech_stopped', { audio_end_ms: 2300, item_id: 'item_u1' }),
  received(2401, 'input_audio_buffer.committed', { previous_item_id: null, item_id: 'item_u1' }),
  received(2402, 'conversation.item.added', callerItem('item_u1', null)),
  ...speech(2500, 'resp_1', 'item_a1', 'item_u1', 'Sure, one margarita. Anything else for you?'),
  received(3100, 'conversation.item.input_audio_transcription.completed', {
    event_id: 'ev_late',
    item_id: 'item_u1',
    content_index: 0,
    transcript: 'Hi, I would like a margarita, please.',
  }),
  received(3101, 'conversation.item.input_audio_transcription.completed', {
    event_id: 'ev_late',
    item_id: 'item_u1',
    content_index: 0,
    transcript: 'Hi, I would like a margarita, please.',
  }),
  received(4000, 'response.created', { response: { id: 'resp_2', status: 'in_progress', output: [] } }),
  received(4100, 'response.function_call_arguments.done', {
    response_id: 'resp_2',
    item_id: 'item_f1',
    call_id: 'call_1',
    name: 'place_order',
    arguments: '{"item":"Margarita","note":"no \\"salt\\""}',
  }),
  received(4110, 'response.done', { response: { id: 'resp_2', status: 'completed', output: [] } }),
  sent(4200, 'tool', 'conversation.item.create', {
    event_id: 'rts_1',
    item: { type: 'function_call_output', call_id: 'call_1', output: '{"ok":true}' },
  }),
  received(4260, 'conversation.item.added', {
    previous_item_id: 'item_a1',
    item: { id: 'item_o1', type: 'function_call_output', call_id: 'call_1', output: '{"ok":true}' },
  }),
  sent(4300, 'instruct', 'session.update', {
    event_id: 'rts_2',
    session: { type: 'realtime', instructions: 'Be brief.' },
  }),
  received(4350, 'session.updated', {
    session: {
      id: 'sess_1',
      type: 'realtime',
      model: 'gpt-realtime',
      instructions: 'Be brief.',
      audio: { input: { transcription: { model: 'whisper-1' } }, output: { voice: 'marin' } },
    },
  }),
  received(4400, 'rate_limits.updated', {
    rate_limits: [{ name: 'tokens', limit: 40000, remaining: 39000, reset_seconds: 1.5 }],
  }),
  link(9000, {
    to: 'closed',
    reason: 'ended',
    cause: 'closed',
    code: 1000,
    message: 'the call ended',
    exit: 'ok',
  }),
];

const gap: Gap = { from: after(3200), noticed: after(23_200), to: after(25_700), cause: 'no pong for 20 s' };

const trouble: readonly Signal[] = [
  link(62, { to: 'open', epoch: 1, took: 61.7 }),
  received(500, 'input_audio_buffer.speech_started', { audio_start_ms: 400, item_id: 'item_u1' }),
  received(900, 'input_audio_buffer.speech_stopped', { audio_end_ms: 800, item_id: 'item_u1' }),
  received(902, 'conversation.item.added', callerItem('item_u1', null)),
  received(950, 'conversation.item.input_audio_transcription.failed', {
    item_id: 'item_u1',
    error: { code: 'audio_unintelligible', message: 'The audio could not be transcribed.' },
  }),
  ...speech(
    1000,
    'resp_1',
    'item_a1',
    'item_u1',
    'Let me explain the whole menu to you, starting with the soups of the day.',
  ),
  received(1900, 'input_audio_buffer.speech_started', { audio_start_ms: 1800, item_id: 'item_u2' }),
  received(1901, 'output_audio_buffer.cleared', { response_id: 'resp_1' }),
  received(1902, 'conversation.item.truncated', { item_id: 'item_a1', content_index: 0, audio_end_ms: 1200 }),
  received(2000, 'error', {
    event_id: 'ev_e',
    error: {
      type: 'invalid_request_error',
      code: 'response_cancel_not_active',
      message: 'Cancellation failed: no active response found',
      event_id: 'rts_9',
    },
  }),
  received(2100, 'error', {
    error: { type: 'server_error', code: null, message: 'The server had an error.' },
  }),
  received(2200, 'response.flavour.changed', { event_id: 'ev_new', flavour: 'salty', level: 3 }),
  receivedText(2300, '{"type": "session.upda'),
  receivedText(2301, '[1,\n2]'),
  { at: after(2302), kind: 'frame', direction: 'received', text: 'AAEC', binary: true },
  received(2400, 'rate_limits.updated', {
    rate_limits: [{ name: 'tokens', limit: 40000, remaining: 900, reset_seconds: 30 }],
  }),
  received(3200, 'response.created', { response: { id: 'resp_2', status: 'in_progress', output: [] } }),
  link(23_200, { to: 'notice', code: 'quiet', message: 'nothing was heard for 20 s' }),
  link(23_201, { to: 'retrying', attempt: 1, of: 8, delay: 500, cause: 'no pong for 20 s' }),
  link(25_700, { to: 'open', epoch: 2, took: 2000 }),
  link(25_701, { to: 'gap', gap }),
  received(26_000, 'conversation.item.added', {
    previous_item_id: null,
    item: {
      id: 'item_s1',
      type: 'message',
      role: 'system',
      status: 'completed',
      content: [{ type: 'input_text', text: 'The manager listens in.\nBe kind.' }],
    },
  }),
  received(26_100, 'response.created', { response: { id: 'resp_3', status: 'in_progress', output: [] } }),
  received(26_200, 'response.done', {
    response: {
      id: 'resp_3',
      status: 'failed',
      status_details: {
        type: 'failed',
        error: { type: 'server_error', code: 'rate_limit_exceeded', message: 'Rate limit reached.' },
      },
      output: [],
    },
  }),
  link(40_000, {
    to: 'closed',
    reason: 'unknown',
    cause: 'lost',
    code: 1006,
    text: 'bye',
    message: 'the connection was lost and could not be opened again',
    exit: 'network',
    hint: 'see whether the call still goes on',
  }),
];

const audio: readonly Signal[] = [
  link(62, { to: 'open', epoch: 1, took: 61.7 }),
  ...[0, 1, 2].map((index) =>
    sent(100 + index * 20, 'call', 'input_audio_buffer.append', { audio: 'A'.repeat(640) }),
  ),
  received(200, 'input_audio_buffer.committed', { previous_item_id: null, item_id: 'item_u1' }),
  ...[0, 1, 2, 3].map((index) =>
    received(300 + index, 'response.output_audio.delta', {
      response_id: 'resp_1',
      item_id: 'item_a1',
      delta: 'A'.repeat(3200),
    }),
  ),
  received(350, 'response.output_audio.done', { response_id: 'resp_1', item_id: 'item_a1' }),
  received(351, 'response.output_audio_transcript.done', {
    response_id: 'resp_1',
    item_id: 'item_a1',
    transcript: 'Guten Tag, 你好, 👩‍👩‍👧‍👦 שלום.',
  }),
  link(400, {
    to: 'closed',
    reason: 'detached',
    code: 1000,
    message: 'detached; the call goes on',
    exit: 'ok',
  }),
];

/** Small calls written by hand, by name. */
export const scripts: ReadonlyMap<string, readonly Signal[]> = new Map([
  ['script-order', orderCall],
  ['script-trouble', trouble],
  ['script-audio', audio],
]);
