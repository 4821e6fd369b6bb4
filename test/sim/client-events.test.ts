import { readFileSync, existsSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { at, isRaw, type Raw } from '../../src/core/raw.ts';
import { closeAll, connect, errorOf, simulator, type Client } from './client.ts';

afterEach(closeAll);

const attached = async (scenario = 'idle', faults: readonly string[] = []): Promise<Client> => {
  const sim = await simulator({ scenario, faults: ['latency_ms=1', ...faults] });
  return connect(sim);
};

const user = (id: string): Raw => ({
  id,
  type: 'message',
  role: 'user',
  content: [{ type: 'input_text', text: 'Hello' }],
});

/** Each row: a client event, and the error it gets (type is invalid_request_error everywhere). */
const refused: readonly (readonly [
  name: string,
  event: unknown,
  code: string | null,
  message: string,
  param: string | null,
])[] = [
  [
    'an unknown event',
    { type: 'nope' },
    'invalid_value',
    "Invalid value: 'nope'. Supported values are: 'session.update', 'session.close', 'input_audio_buffer.append', 'session.input_audio_buffer.append', 'input_audio_buffer.commit', 'input_audio_buffer.clear', 'conversation.item.create', 'conversation.item.truncate', 'conversation.item.delete', 'conversation.item.retrieve', 'response.create', and 'response.cancel'.",
    'type',
  ],
  ['no type', { session: {} }, 'invalid_event', "The 'type' field is missing.", null],
  [
    'no session type',
    { type: 'session.update', session: { instructions: 'x' } },
    'missing_required_parameter',
    "Missing required parameter: 'session.type'.",
    'session.type',
  ],
  [
    'an unknown field of the session',
    { type: 'session.update', session: { type: 'realtime', bogus_field: 1 } },
    'unknown_parameter',
    "Unknown parameter: 'session.bogus_field'.",
    'session.bogus_field',
  ],
  [
    'a field of the beta',
    { type: 'session.update', session: { type: 'realtime', modalities: ['text'] } },
    'unknown_parameter',
    "Unknown parameter: 'session.modalities'.",
    'session.modalities',
  ],
  [
    'null where an object is needed',
    { type: 'session.update', session: { type: 'realtime', audio: { input: { format: null } } } },
    'invalid_type',
    "Invalid type for 'session.audio.input.format': expected an object, but got null instead.",
    'session.audio.input.format',
  ],
  [
    'a value outside its list',
    {
      type: 'session.update',
      session: { type: 'realtime', audio: { input: { noise_reduction: { type: 'x' } } } },
    },
    'invalid_value',
    "Invalid value: 'x'. Supported values are: 'near_field' and 'far_field'.",
    'session.audio.input.noise_reduction.type',
  ],
  [
    'a limit out of range',
    { type: 'session.update', session: { type: 'realtime', max_output_tokens: 5000 } },
    'integer_above_max_value',
    "Invalid 'session.max_output_tokens': integer above maximum value. Expected a value <= 4096, but got 5000 instead.",
    'session.max_output_tokens',
  ],
  [
    'another model',
    { type: 'session.update', session: { type: 'realtime', model: 'gpt-realtime-mini' } },
    'invalid_value',
    "Cannot update a session's model.",
    'session.model',
  ],
  [
    'both modalities',
    { type: 'session.update', session: { type: 'realtime', output_modalities: ['text', 'audio'] } },
    'invalid_value',
    "Invalid modalities: ['text', 'audio']. Supported combinations are: ['text'] and ['audio'].",
    'session.output_modalities',
  ],
  [
    'cancelling nothing',
    { type: 'response.cancel' },
    'response_cancel_not_active',
    'Cancellation failed: no active response found',
    null,
  ],
  [
    'deleting what is not there',
    { type: 'conversation.item.delete', item_id: 'item_x' },
    'item_delete_invalid_item_id',
    "Error deleting item: the item with id 'item_x' does not exist.",
    'item_id',
  ],
  [
    'retrieving what is not there',
    { type: 'conversation.item.retrieve', item_id: 'item_x' },
    'item_retrieve_invalid_item_id',
    "Error retrieving item: the item with id 'item_x' does not exist.",
    'item_id',
  ],
  [
    'truncating what is not there',
    { type: 'conversation.item.truncate', item_id: 'item_x', content_index: 0, audio_end_ms: 1 },
    'item_truncate_invalid_item_id',
    "Error truncating item: the item with id 'item_x' does not exist.",
    'item_id',
  ],
  [
    'an item after one that is not there',
    { type: 'conversation.item.create', previous_item_id: 'item_x', item: user('a') },
    'invalid_value',
    "Error adding item: the previous item with id 'item_x' does not exist.",
    'previous_item_id',
  ],
  [
    'an answer to a call nobody made',
    {
      type: 'conversation.item.create',
      item: { type: 'function_call_output', call_id: 'call_x', output: '1' },
    },
    'invalid_tool_call_id',
    "Tool call ID 'call_x' not found in conversation.",
    'item.call_id',
  ],
  [
    'an item id that is too long',
    { type: 'conversation.item.create', item: user('i'.repeat(33)) },
    'string_above_max_length',
    "Invalid 'item.id': string too long. Expected a string with maximum length 32, but got a string with length 33 instead.",
    'item.id',
  ],
  [
    'audio of the agent made by a client',
    {
      type: 'conversation.item.create',
      item: { type: 'message', role: 'assistant', content: [{ type: 'output_audio', audio: 'AAAA' }] },
    },
    'invalid_value',
    'Assistant audio cannot be created by a client.',
    'item.content[0].type',
  ],
  [
    'metadata with too many pairs',
    {
      type: 'response.create',
      response: {
        metadata: Object.fromEntries(Array.from({ length: 17 }, (_, index) => [`k${index}`, 'v'])),
      },
    },
    'object_above_max_properties',
    "Invalid 'response.metadata': too many properties. Expected an object with at most 16 properties, but got an object with 17 properties instead.",
    'response.metadata',
  ],
  [
    'a metadata value that is too long',
    { type: 'response.create', response: { metadata: { a: 'v'.repeat(513) } } },
    'string_above_max_length',
    "Invalid 'response.metadata.a': string too long. Expected a string with maximum length 512, but got a string with length 513 instead.",
    'response.metadata.a',
  ],
  [
    'a metadata key that is too long',
    { type: 'response.create', response: { metadata: { ['k'.repeat(65)]: 'v' } } },
    'string_above_max_length',
    "Invalid 'response.metadata': a key is longer than 64 characters.",
    'response.metadata',
  ],
  [
    'a temperature of a response',
    { type: 'response.create', response: { temperature: 1 } },
    'unknown_parameter',
    "Unknown parameter: 'response.temperature'.",
    'response.temperature',
  ],
  [
    'a conversation that is none',
    { type: 'response.create', response: { conversation: 'None' } },
    'invalid_value',
    "Invalid value: 'None'. Supported values are: 'auto' and 'none'.",
    'response.conversation',
  ],
  [
    'a reference to an item that is not there',
    { type: 'response.create', response: { input: [{ type: 'item_reference', id: 'item_x' }] } },
    'invalid_value',
    "The item with id 'item_x' does not exist.",
    'response.input',
  ],
  [
    'input audio on a sideband',
    { type: 'input_audio_buffer.append', audio: 'AAAA' },
    'invalid_value',
    'Input audio comes from the media leg of this call.',
    'type',
  ],
];

describe('a client event that is wrong gets its error, and the socket stays open', () => {
  test.each(refused)('%s', async (_name, event, code, message, param) => {
    const client = await attached();
    client.send({ ...(isRaw(event) ? event : {}), event_id: 'mine-1' });
    const error = await client.until('error');
    expect(errorOf(error)).toEqual({
      type: 'invalid_request_error',
      code,
      message,
      param,
      event_id: 'mine-1',
    });
    expect(error['event_id']).toMatch(/^event_[0-9A-Za-z]{21}$/);
    client.send({ type: 'session.update', session: { type: 'realtime' } });
    await client.until('session.updated');
    expect(client.types().filter((type) => type !== 'error')).toEqual(['session.updated']);
  });

  test('text that is not JSON, and a binary frame', async () => {
    const client = await attached();
    client.sendText('not json');
    client.sendText(Buffer.alloc(64));
    await client.until('error', (event) => at(event, 'error.code') === 'invalid_event');
    expect(client.events.map((event) => [at(event, 'error.code'), at(event, 'error.event_id')])).toEqual([
      ['invalid_json', null],
      ['invalid_event', null],
    ]);
  });

  const probe = new URL('../../../shared/fixtures/wire-probe.json', import.meta.url);
  test.skipIf(!existsSync(probe))(
    'the answers are those of the wire probe (skipped where it is not there)',
    async () => {
      const { bad_client_events_same_socket: rows } = JSON.parse(readFileSync(probe, 'utf8')) as {
        bad_client_events_same_socket: { sent: string; answer: Raw }[];
      };
      const client = await attached();
      for (const { sent } of rows) client.sendText(sent.startsWith('BINARY') ? Buffer.alloc(64) : sent);
      await client.until('error', () => client.events.length === rows.length);
      for (const [index, { answer }] of rows.entries()) {
        const made = errorOf(client.events[index] ?? {});
        const real = errorOf(answer);
        expect({ ...made, message: '' }).toEqual({ ...real, message: '' });
        expect(String(real['message']).replace(' …', '')).toBe(made['message']);
      }
    },
  );
});

describe('session.update', () => {
  test('changes only what is given, fills the gaps, and everybody sees the whole', async () => {
    const sim = await simulator({ scenario: 'idle', faults: ['latency_ms=1'] });
    const [one, two] = [await connect(sim), await connect(sim)];
    const vad = { type: 'server_vad', silence_duration_ms: 700 };
    one.send({
      type: 'session.update',
      event_id: 'x',
      session: { type: 'realtime', audio: { input: { turn_detection: vad } } },
    });
    const updated = await two.until('session.updated');
    expect(updated).not.toHaveProperty('x');
    expect(at(updated, 'session.audio.input')).toEqual({
      format: { type: 'audio/pcm', rate: 24_000 },
      transcription: { model: 'gpt-realtime-whisper', language: null, prompt: null },
      noise_reduction: null,
      turn_detection: {
        type: 'server_vad',
        threshold: 0.5,
        prefix_padding_ms: 300,
        silence_duration_ms: 700,
        idle_timeout_ms: null,
        create_response: true,
        interrupt_response: true,
      },
    });
    expect(at(updated, 'session.audio.output.voice')).toBe('marin');
    expect(one.frames).toEqual(two.frames);
  });

  test('is refused as a whole', async () => {
    const client = await attached();
    client.send({ type: 'session.update', session: { type: 'realtime', instructions: 'New', wrong: 1 } });
    client.send({ type: 'session.update', session: { type: 'realtime' } });
    const updated = await client.until('session.updated');
    expect(at(updated, 'session.instructions')).not.toBe('New');
  });

  test('may change the voice until the agent was heard, and not after', async () => {
    const client = await attached('greeting');
    await client.until('response.done');
    const session = { type: 'realtime', audio: { output: { voice: 'cedar' } } };
    client.send({ type: 'session.update', session });
    expect(errorOf(await client.until('error'))).toMatchObject({
      code: 'cannot_update_voice',
      message: "Cannot update a conversation's voice if assistant audio is present.",
      param: 'session.audio.output.voice',
    });
    client.send({ type: 'response.create', response: { audio: { output: { voice: 'cedar' } } } });
    await client.until('error', (event) => at(event, 'error.param') === 'response.audio.output.voice');
    const silent = await attached();
    silent.send({ type: 'session.update', session });
    expect(at(await silent.until('session.updated'), 'session.audio.output.voice')).toBe('cedar');
  });

  test('without fields is accepted or, by a switch, refused', async () => {
    const client = await attached('idle', ['empty_session_update=reject']);
    client.send({ type: 'session.update', session: { type: 'realtime' } });
    expect(errorOf(await client.until('error'))).toMatchObject({ param: 'session' });
  });

  test('with a new MCP server lists its tools', async () => {
    const client = await attached();
    const tools = [{ type: 'mcp', server_label: 'docs', server_url: 'https://example.test' }];
    client.send({ type: 'session.update', session: { type: 'realtime', tools } });
    await client.until('mcp_list_tools.completed');
    expect(client.types()).toEqual([
      'session.updated',
      'mcp_list_tools.in_progress',
      'conversation.item.added',
      'conversation.item.done',
      'mcp_list_tools.completed',
    ]);
    const unreachable = [
      ...tools,
      { type: 'mcp', server_label: 'fails', server_url: 'https://example.test' },
    ];
    client.send({ type: 'session.update', session: { type: 'realtime', tools: unreachable } });
    await client.until('mcp_list_tools.failed');
    expect(client.types().filter((type) => type === 'mcp_list_tools.in_progress')).toHaveLength(2);
  });
});

describe('items', () => {
  test('keep the order that previous_item_id gives them', async () => {
    const client = await attached();
    client.send({ type: 'conversation.item.create', item: user('a') });
    client.send({ type: 'conversation.item.create', item: user('b') });
    client.send({ type: 'conversation.item.create', item: user('c'), previous_item_id: 'a' });
    client.send({ type: 'conversation.item.create', item: user('d'), previous_item_id: 'root' });
    await client.until('conversation.item.done', (event) => at(event, 'item.id') === 'd');
    const added = client.events.filter((event) => event['type'] === 'conversation.item.added');
    expect(added.map((event) => [at(event, 'item.id'), event['previous_item_id']])).toEqual([
      ['a', null],
      ['b', 'a'],
      ['c', 'a'],
      ['d', null],
    ]);
  });

  test('keep a client id, get one where there is none, and no id twice', async () => {
    const client = await attached();
    client.send({ type: 'conversation.item.create', item: user('mine') });
    const { id: _, ...nameless } = user('');
    client.send({ type: 'conversation.item.create', item: nameless });
    client.send({ type: 'conversation.item.create', item: user('mine') });
    expect(errorOf(await client.until('error'))).toMatchObject({ param: 'item.id', code: 'invalid_value' });
    const ids = client.events
      .filter((event) => event['type'] === 'conversation.item.added')
      .map((event) => at(event, 'item.id'));
    expect(ids).toEqual(['mine', expect.stringMatching(/^item_[0-9A-Za-z]{21}$/)]);
  });

  test('are retrieved and deleted', async () => {
    const client = await attached();
    client.send({ type: 'conversation.item.create', item: user('a') });
    client.send({ type: 'conversation.item.retrieve', item_id: 'a' });
    expect(await client.until('conversation.item.retrieved')).toMatchObject({
      item: { id: 'a', status: 'completed' },
    });
    client.send({ type: 'conversation.item.delete', item_id: 'a' });
    expect(await client.until('conversation.item.deleted')).toMatchObject({ item_id: 'a' });
    client.send({ type: 'conversation.item.retrieve', item_id: 'a' });
    await client.until('error');
  });

  test('of the agent are truncated once, and not beyond their end', async () => {
    const client = await attached('greeting');
    const done = await client.until('response.done');
    const id = at(done, 'response.output.0.id');
    const truncate = (audio_end_ms: number): void =>
      client.send({ type: 'conversation.item.truncate', item_id: id, content_index: 0, audio_end_ms });
    truncate(999_999);
    expect(errorOf(await client.until('error'))).toMatchObject({
      code: 'invalid_value',
      message: expect.stringMatching(/^Audio content of \d+ms is already shorter than 999999ms$/),
      param: 'audio_end_ms',
    });
    truncate(500);
    expect(await client.until('conversation.item.truncated')).toMatchObject({
      item_id: id,
      audio_end_ms: 500,
    });
    truncate(400);
    await client.until('error', (event) => at(event, 'error.code') === 'item_already_truncated');
    client.send({ type: 'conversation.item.retrieve', item_id: id });
    const item = await client.until('conversation.item.retrieved');
    expect(at(item, 'item.content.0')).toEqual({ type: 'output_audio' });
  });

  test('of a rejected image fail every response until they are deleted', async () => {
    const client = await attached();
    const content = [{ type: 'input_image', image_url: 'data:image/png;base64,unsafe' }];
    client.send({
      type: 'conversation.item.create',
      item: { id: 'bad', type: 'message', role: 'user', content },
    });
    client.send({ type: 'response.create' });
    const failed = await client.until('response.done');
    expect(at(failed, 'response.status_details.error.code')).toBe('input_image_safety_violation');
    client.send({ type: 'conversation.item.delete', item_id: 'bad' });
    const from = client.events.length;
    client.send({ type: 'response.create' });
    expect(at(await client.until('response.done', undefined, from), 'response.status')).toBe('completed');
  });
});

describe('a plain socket', () => {
  const tone = (ms: number, loud: boolean): string => {
    const pcm = Buffer.alloc(ms * 48);
    for (let at = 0; at < pcm.length; at += 2) pcm.writeInt16LE(loud ? (at % 96 < 48 ? 6000 : -6000) : 0, at);
    return pcm.toString('base64');
  };

  test('hears speech in the audio that is appended, and answers it', async () => {
    const sim = await simulator({ scenario: 'idle' });
    const client = await connect(sim, '?model=gpt-realtime');
    expect(await client.until('session.created')).toMatchObject({
      session: { model: 'gpt-realtime', object: 'realtime.session' },
    });
    const transcription = { model: 'gpt-4o-transcribe' };
    client.send({
      type: 'session.update',
      session: { type: 'realtime', audio: { input: { transcription } } },
    });
    for (const loud of [false, true, true, false, false]) {
      client.send({ type: 'input_audio_buffer.append', audio: tone(400, loud) });
    }
    await client.until('response.done');
    const completed = await client.until('conversation.item.input_audio_transcription.completed');
    expect(completed).toMatchObject({ transcript: 'Hello there.', usage: { type: 'tokens' } });
    expect(await client.until('input_audio_buffer.speech_started')).toMatchObject({ audio_start_ms: 100 });
    expect(client.types()).toContain('response.output_audio.delta');
    expect(client.types().filter((type) => type.startsWith('output_audio_buffer'))).toEqual([]);
  });

  test('cannot commit less than 100 ms, and a commit alone is not answered', async () => {
    const sim = await simulator({ scenario: 'idle', faults: ['latency_ms=1'] });
    const client = await connect(sim, '?model=gpt-realtime');
    client.send({
      type: 'session.update',
      session: { type: 'realtime', audio: { input: { turn_detection: null } } },
    });
    client.send({ type: 'input_audio_buffer.commit' });
    expect(errorOf(await client.until('error'))).toMatchObject({
      code: 'input_audio_buffer_commit_empty',
      message:
        'Error committing input audio buffer: buffer too small. Expected at least 100ms of audio, but buffer only has 0.00ms of audio.',
      param: null,
    });
    client.send({ type: 'input_audio_buffer.append', audio: tone(200, true) });
    client.send({ type: 'input_audio_buffer.commit' });
    await client.until('conversation.item.done');
    client.send({ type: 'input_audio_buffer.clear' });
    await client.until('input_audio_buffer.cleared');
    expect(client.types()).not.toContain('response.created');
  });

  test('has no output buffer to clear', async () => {
    const sim = await simulator({ scenario: 'idle' });
    const client = await connect(sim, '?model=gpt-realtime');
    client.send({ type: 'output_audio_buffer.clear' });
    expect(errorOf(await client.until('error'))).toMatchObject({ code: 'invalid_value', param: 'type' });
  });
});
