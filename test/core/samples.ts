import type { Raw } from '../../src/core/raw.ts';

const item = { id: 'item_2', type: 'message', role: 'assistant', status: 'completed', content: [] };
const place = { response_id: 'resp_1', item_id: 'item_2', output_index: 0, content_index: 0 };
const call = { response_id: 'resp_1', item_id: 'item_3', output_index: 1, call_id: 'call_1' };
const session = {
  type: 'realtime',
  id: 'sess_1',
  model: 'gpt-realtime',
  expires_at: 1_790_000_000,
  instructions: 'Be brief.',
  tools: [],
  audio: {
    input: { transcription: { model: 'gpt-transcribe' }, turn_detection: { type: 'server_vad' } },
    output: { voice: 'marin', speed: 1 },
  },
};
const response = {
  id: 'resp_1',
  status: 'completed',
  status_details: null,
  conversation_id: 'conv_1',
  metadata: null,
  output: [{ ...item, content: [{ type: 'output_audio', transcript: 'One margarita.' }] }],
  usage: {
    total_tokens: 253,
    input_tokens: 132,
    output_tokens: 121,
    input_token_details: {
      text_tokens: 119,
      audio_tokens: 13,
      image_tokens: 0,
      cached_tokens: 64,
      cached_tokens_details: { text_tokens: 64, audio_tokens: 0, image_tokens: 0 },
    },
    output_token_details: { text_tokens: 30, audio_tokens: 91 },
  },
};

/** One event of every type of the API, with the fields that the API gives it. */
export const samples: readonly Raw[] = [
  { type: 'session.created', session },
  { type: 'session.updated', session },
  { type: 'conversation.created', conversation: { id: 'conv_1', object: 'realtime.conversation' } },
  { type: 'conversation.item.added', previous_item_id: 'item_1', item },
  { type: 'conversation.item.done', previous_item_id: null, item },
  { type: 'conversation.item.created', previous_item_id: 'item_1', item },
  { type: 'conversation.item.retrieved', item },
  { type: 'conversation.item.deleted', item_id: 'item_2' },
  { type: 'conversation.item.truncated', item_id: 'item_2', content_index: 0, audio_end_ms: 1500 },
  {
    type: 'conversation.item.input_audio_transcription.delta',
    item_id: 'item_1',
    content_index: 0,
    delta: 'A ',
  },
  {
    type: 'conversation.item.input_audio_transcription.completed',
    item_id: 'item_1',
    content_index: 0,
    transcript: 'A margarita, please.\n',
    usage: { type: 'duration', seconds: 3 },
  },
  {
    type: 'conversation.item.input_audio_transcription.segment',
    item_id: 'item_1',
    content_index: 0,
    id: 'seg_1',
    text: 'A margarita',
    speaker: 'speaker_1',
    start: 0,
    end: 0.4,
  },
  {
    type: 'conversation.item.input_audio_transcription.failed',
    item_id: 'item_1',
    content_index: 0,
    error: { type: 'transcription_error', code: 'audio_unintelligible', message: 'No words.', param: null },
  },
  { type: 'input_audio_buffer.speech_started', audio_start_ms: 1460, item_id: 'item_1' },
  { type: 'input_audio_buffer.speech_stopped', audio_end_ms: 4256, item_id: 'item_1' },
  { type: 'input_audio_buffer.committed', previous_item_id: null, item_id: 'item_1' },
  { type: 'input_audio_buffer.cleared' },
  {
    type: 'input_audio_buffer.timeout_triggered',
    audio_start_ms: 13_216,
    audio_end_ms: 19_232,
    item_id: 'item_1',
  },
  { type: 'input_audio_buffer.dtmf_event_received', event: '9', received_at: 1_763_605_109 },
  { type: 'output_audio_buffer.started', response_id: 'resp_1' },
  { type: 'output_audio_buffer.stopped', response_id: 'resp_1' },
  { type: 'output_audio_buffer.cleared', response_id: 'resp_1' },
  { type: 'response.created', response: { ...response, status: 'in_progress', output: [], usage: null } },
  { type: 'response.done', response },
  { type: 'response.output_item.added', response_id: 'resp_1', output_index: 0, item },
  { type: 'response.output_item.done', response_id: 'resp_1', output_index: 0, item },
  { type: 'response.content_part.added', ...place, part: { type: 'audio', transcript: '' } },
  { type: 'response.content_part.done', ...place, part: { type: 'audio', transcript: 'One margarita.' } },
  { type: 'response.output_text.delta', ...place, delta: 'One ', obfuscation: 'abcdefghijkl' },
  { type: 'response.output_text.done', ...place, text: 'One margarita.' },
  { type: 'response.output_audio.delta', ...place, delta: 'AAAAAAAA' },
  { type: 'response.output_audio.done', ...place },
  { type: 'response.output_audio_transcript.delta', ...place, delta: 'One ' },
  { type: 'response.output_audio_transcript.done', ...place, transcript: 'One margarita.' },
  { type: 'response.function_call_arguments.delta', ...call, delta: '{"item":' },
  {
    type: 'response.function_call_arguments.done',
    ...call,
    name: 'place_order',
    arguments: '{  \n "item": "Mar  garita" }',
  },
  {
    type: 'response.mcp_call_arguments.delta',
    response_id: 'resp_1',
    item_id: 'mcp_1',
    output_index: 0,
    delta: '{}',
  },
  {
    type: 'response.mcp_call_arguments.done',
    response_id: 'resp_1',
    item_id: 'mcp_1',
    output_index: 0,
    arguments: '{"q":"docs"}',
  },
  { type: 'response.mcp_call.in_progress', output_index: 0, item_id: 'mcp_1' },
  { type: 'response.mcp_call.completed', output_index: 0, item_id: 'mcp_1' },
  { type: 'response.mcp_call.failed', output_index: 0, item_id: 'mcp_1' },
  { type: 'mcp_list_tools.in_progress', item_id: 'mcp_0' },
  { type: 'mcp_list_tools.completed', item_id: 'mcp_0' },
  { type: 'mcp_list_tools.failed', item_id: 'mcp_0' },
  {
    type: 'rate_limits.updated',
    rate_limits: [{ name: 'tokens', limit: 40_000, remaining: 39_000, reset_seconds: 0.5 }],
  },
  {
    type: 'error',
    error: {
      type: 'invalid_request_error',
      code: 'rate_limit_exceeded',
      message: 'Too many.',
      param: null,
      event_id: 'rts_1',
    },
  },
].map((event, index) =>
  event.type === 'input_audio_buffer.dtmf_event_received' ? event : { event_id: `event_${index}`, ...event },
);

/** The sample of a type, with some fields changed. */
export const sample = (type: string, changes: Raw = {}): Raw => {
  const found = samples.find((event) => event['type'] === type);
  if (found === undefined) throw new Error(`no sample of ${type}`);
  const { event_id: _, ...event } = found;
  return { ...event, ...changes };
};
