import { afterEach, expect, test } from 'vitest';
import { at, type Raw } from '../../src/core/raw.ts';
import type { Scenario, Step } from '../../src/sim/scenario.ts';
import { closeAll, connect, simulator, type Client } from './client.ts';

afterEach(closeAll);

const heard = async (
  script: readonly Step[],
  input: Raw,
  more: Partial<Scenario> = {},
  faults: readonly string[] = [],
): Promise<Client> => {
  const session = { audio: { input } };
  const sim = await simulator({
    scenario: { name: 'x', script, answers: [], session, ...more },
    speed: 50,
    faults,
  });
  return connect(sim);
};

const transcription = { model: 'gpt-realtime-whisper' };

test('a spoken turn goes from speech to answer, its transcript beside it', async () => {
  const client = await heard([{ caller: 'Hello there.', speech_ms: 1000 }], { transcription });
  await client.until('response.done');
  await client.until('conversation.item.input_audio_transcription.completed');
  const types = client
    .types()
    .filter(
      (type) =>
        type.startsWith('input_audio') || type.startsWith('conversation') || type === 'response.created',
    );
  expect(types.slice(0, 6)).toEqual([
    'input_audio_buffer.speech_started',
    'input_audio_buffer.speech_stopped',
    'input_audio_buffer.committed',
    'conversation.item.added',
    'conversation.item.done',
    'response.created',
  ]);
  const [started, stopped, committed] = client.events;
  const id = started?.['item_id'];
  expect([stopped?.['item_id'], committed?.['item_id'], committed?.['previous_item_id']]).toEqual([
    id,
    id,
    null,
  ]);
  expect([started?.['audio_start_ms'], stopped?.['audio_end_ms']]).toEqual([100, 1900]);
  const item = await client.until('conversation.item.done');
  expect(at(item, 'item.content')).toEqual([{ type: 'input_audio', transcript: null }]);
  client.send({ type: 'conversation.item.retrieve', item_id: id });
  expect(await client.until('conversation.item.retrieved')).toMatchObject({
    item: { content: [{ type: 'input_audio', transcript: 'Hello there.' }] },
  });
});

test('without transcription nobody learns the words, but the agent understands them', async () => {
  const client = await heard([{ caller: 'Hello there.' }], { transcription: null });
  expect(JSON.stringify(await client.until('response.done'))).toContain('You said: Hello there.');
  expect(client.types().some((type) => type.includes('transcription'))).toBe(false);
});

test('transcription that fails, or hears something else', async () => {
  const client = await heard(
    [
      { caller: 'One.', transcript: null },
      { caller: 'Two.', transcript: 'Too.' },
    ],
    { transcription },
  );
  expect(await client.until('conversation.item.input_audio_transcription.failed')).toMatchObject({
    content_index: 0,
    error: { type: 'transcription_error', code: 'audio_unintelligible' },
  });
  expect(await client.until('conversation.item.input_audio_transcription.completed')).toMatchObject({
    transcript: 'Too.',
  });
});

test('create_response: false leaves the answer to somebody else', async () => {
  const client = await heard([{ caller: 'Hello.' }], {
    turn_detection: { type: 'server_vad', create_response: false },
  });
  await client.until('conversation.item.done');
  await new Promise((resolve) => setTimeout(resolve, 40));
  expect(client.types()).not.toContain('response.created');
  client.send({ type: 'response.create' });
  await client.until('response.done');
});

test('interrupt_response: false lets the agent finish, and the turn may fail to be answered', async () => {
  const turn_detection = { type: 'server_vad', interrupt_response: false, silence_duration_ms: 100 };
  const client = await heard(
    [{ agent: true }, { caller: 'Stop!', barge_in: 200, speech_ms: 300 }],
    { turn_detection },
    { answers: [{ when: { opening: true }, say: 'A long story. '.repeat(20), piece_ms: 60 }] },
  );
  const error = await client.until('error');
  expect(error).toMatchObject({
    error: { code: 'conversation_already_has_active_response', event_id: null },
  });
  expect(at(await client.until('response.done'), 'response.status')).toBe('completed');
  expect(client.types()).not.toContain('output_audio_buffer.cleared');
});

test('an out-of-band response is not interrupted', async () => {
  const client = await heard([{ wait: 500 }, { caller: 'Hello.' }], {});
  const response = {
    conversation: 'none',
    output_modalities: ['text'],
    metadata: { kind: 'guard' },
    instructions: `Say exactly "${'word '.repeat(120)}"`,
  };
  client.send({ type: 'response.create', response });
  await client.until('input_audio_buffer.speech_started');
  const done = await client.until(
    'response.done',
    (event) => at(event, 'response.metadata.kind') === 'guard',
  );
  expect(at(done, 'response.status')).toBe('completed');
});

test('without turn detection there are no speech events and no answer', async () => {
  const client = await heard([{ caller: 'Hello.' }], { turn_detection: null });
  await client.until('conversation.item.done');
  expect(client.types()).toEqual([
    'input_audio_buffer.committed',
    'conversation.item.added',
    'conversation.item.done',
  ]);
});

test('items carry their object by a switch', async () => {
  const client = await heard([{ caller: 'Hello.' }], {}, {}, ['item_object_field']);
  expect(await client.until('conversation.item.added')).toMatchObject({ item: { object: 'realtime.item' } });
  await client.until('response.done');
  const assistant = client.events.find((event) => at(event, 'item.role') === 'assistant');
  expect(Object.keys((assistant?.['item'] ?? {}) as Raw).slice(0, 3)).toEqual(['id', 'object', 'type']);
});
