import { encodeEnd, encodeEntry, encodeHeader } from '../src/core/record.ts';
import type { Signal } from '../src/core/signal.ts';
import { after, endOf, entriesOf, header, link, received, sent } from './ui/scripts.ts';

/** A recording as text: header, an entry a line, and the end. */
export const recordingOf = (signals: readonly Signal[]): string => {
  const entries = entriesOf(signals);
  const lines = [
    encodeHeader(header),
    ...entries.map((entry) => encodeEntry(entry, header)),
    encodeEnd(endOf(entries), header, entries.length + 1),
  ];
  return `${lines.join('\n')}\n`;
};

const phrases = [
  'I would like to change the address of my order, please.',
  'Certainly. What is the new address, and is the postcode still the same?',
  'It is the same street, number forty-two, second floor.',
  'Thank you, one moment. I have changed it; the parcel arrives on Thursday between nine and noon.',
  'And can you tell me what I paid for the delivery?',
  'The delivery was free, because the order was above fifty euros. Is there anything else that I can do for you?',
];

const phrase = (index: number): string => phrases[index % phrases.length] ?? '';

/** One exchange of twelve seconds: the caller speaks, a tool now and then, the agent answers and may be cut off. */
const turn = (index: number, deltas: number): readonly Signal[] => {
  const zero = 2000 + index * 12_000;
  const slow = index % 37 === 11 ? 2200 : (index * 97) % 600;
  const [item, response, call] = [`item_u${index}`, `resp_${index}`, `call_${index}`];
  const said = phrase(index * 2 + 1);
  const cut = index % 9 === 4;
  const place = { response_id: response, item_id: `item_a${index}` };
  const heard = zero + 4100 + slow;
  const usage = {
    total_tokens: 700 + index * 40,
    input_tokens: 500 + (index % 120) * 90,
    output_tokens: 180 + (index % 7) * 11,
    input_token_details: { text_tokens: 300, audio_tokens: 200 + (index % 120) * 90, cached_tokens: 256 },
    output_token_details: { text_tokens: 40, audio_tokens: 140 + (index % 7) * 11 },
  };
  const user = {
    id: item,
    type: 'message',
    role: 'user',
    status: 'completed',
    content: [{ type: 'input_audio', transcript: null }],
  };
  const withTool = index % 5 === 2;
  return [
    received(zero, 'input_audio_buffer.speech_started', { item_id: item, audio_start_ms: zero }),
    received(zero + 3000, 'input_audio_buffer.speech_stopped', { item_id: item, audio_end_ms: zero + 3000 }),
    received(zero + 3010, 'input_audio_buffer.committed', { item_id: item, previous_item_id: null }),
    received(zero + 3020, 'conversation.item.added', { previous_item_id: null, item: user }),
    ...(withTool
      ? [
          received(zero + 3030, 'response.created', { response: { id: `${response}t` } }),
          received(zero + 3300, 'response.function_call_arguments.done', {
            response_id: `${response}t`,
            item_id: `item_f${index}`,
            call_id: call,
            name: 'find_order',
            arguments: '{"order":4711}',
          }),
          received(zero + 3320, 'response.done', {
            response: { id: `${response}t`, status: 'completed', output: [], usage },
          }),
          received(zero + 3700, 'conversation.item.added', {
            previous_item_id: null,
            item: {
              id: `item_o${index}`,
              type: 'function_call_output',
              call_id: call,
              output: '{"ok":true,"paid":"free"}',
            },
          }),
        ]
      : []),
    received(zero + 3710, 'response.created', { response: { id: response } }),
    received(zero + 3900, 'conversation.item.input_audio_transcription.completed', {
      item_id: item,
      transcript: phrase(index * 2),
    }),
    ...Array.from({ length: deltas }, (_, part) =>
      received(zero + 4000 + slow + part * 8, 'response.output_audio_transcript.delta', {
        ...place,
        delta: said.slice(
          Math.floor((part * said.length) / deltas),
          Math.floor(((part + 1) * said.length) / deltas),
        ),
        obfuscation: 'abcdefghijklmn',
      }),
    ),
    received(heard, 'output_audio_buffer.started', { response_id: response }),
    received(heard + 900, 'response.output_audio_transcript.done', { ...place, transcript: said }),
    received(heard + 950, 'response.done', {
      response: { id: response, status: 'completed', output: [], usage },
    }),
    ...(cut
      ? [
          received(heard + 2500, 'input_audio_buffer.speech_started', {
            item_id: `item_b${index}`,
            audio_start_ms: heard + 2300,
          }),
          received(heard + 2560, 'output_audio_buffer.cleared', { response_id: response }),
          received(heard + 2600, 'conversation.item.truncated', {
            item_id: place.item_id,
            content_index: 0,
            audio_end_ms: 2400,
          }),
          received(heard + 3200, 'input_audio_buffer.speech_stopped', {
            item_id: `item_b${index}`,
            audio_end_ms: heard + 3100,
          }),
        ]
      : [received(heard + 5200, 'output_audio_buffer.stopped', { response_id: response })]),
    ...(index % 61 === 30
      ? [
          received(heard + 5300, 'error', {
            error: { type: 'server_error', code: 'server_error', message: 'The server had an error.' },
          }),
        ]
      : []),
  ].toSorted((a, b) => a.at.mono - b.at.mono);
};

/** A made-up call of so many minutes, with deltas enough to have about so many events; always the same one. */
export const longCall = (minutes: number, events: number): readonly Signal[] => {
  const turns = Math.max(1, Math.floor((minutes * 60_000 - 4000) / 12_000));
  const deltas = Math.max(1, Math.round(events / turns - 13));
  const session = {
    id: 'sess_long',
    type: 'realtime',
    model: 'gpt-realtime-2.1',
    audio: {
      input: {
        turn_detection: { type: 'server_vad', silence_duration_ms: 500, prefix_padding_ms: 300 },
        transcription: { model: 'gpt-realtime-whisper' },
      },
    },
  };
  const gapAt = Math.floor(turns / 3);
  const parts = Array.from({ length: turns }, (_, index) => turn(index, deltas));
  const lost = 2000 + gapAt * 12_000 + 10_000;
  const gap = {
    from: after(lost),
    noticed: after(lost + 300),
    to: after(lost + 1500),
    cause: 'connection lost',
  };
  return [
    link(0, { to: 'open', epoch: 1, took: 82 }),
    received(20, 'session.updated', { session }),
    ...parts.slice(0, gapAt + 1).flat(),
    ...(turns > 3
      ? [
          link(lost + 1500, { to: 'open', epoch: 2, took: 74 }),
          link(lost + 1500, { to: 'gap', gap }),
          sent(lost + 1600, 'whisper', 'conversation.item.create', {
            event_id: 'rts_1',
            item: {
              id: 'rts_i1',
              type: 'message',
              role: 'system',
              content: [{ type: 'input_text', text: 'The caller is a VIP.' }],
            },
          }),
        ]
      : []),
    ...parts.slice(gapAt + 1).flat(),
    link(minutes * 60_000, {
      to: 'closed',
      reason: 'ended',
      code: 1000,
      message: 'the call is over',
      exit: 'ok',
    }),
  ].toSorted((a, b) => a.at.mono - b.at.mono);
};
