import { afterEach, describe, expect, test } from 'vitest';
import { at, type Raw } from '../../src/core/raw.ts';
import { kindOf } from '../../src/core/session-kind.ts';
import { isInterpreter, isTranscriber, notRealtime } from '../../src/sim/agentless.ts';
import type { Step } from '../../src/sim/scenario.ts';
import { hum } from '../../src/sim/speech.ts';
import { closeAll, connect, errorOf, request, simulator, type Client } from './client.ts';

afterEach(closeAll);

test('a session is a realtime one unless it says otherwise', () => {
  expect([{}, { type: 'realtime' }, { type: 'transcription' }, { type: 'translation' }].map(kindOf)).toEqual([
    'realtime',
    'realtime',
    'transcription',
    'translation',
  ]);
  expect(kindOf(undefined)).toBe('realtime');
});

test('models are told apart by what they do', () => {
  expect(['gpt-realtime-translate', 'gpt-realtime-translate-2026-05-01'].every(isInterpreter)).toBe(true);
  expect(['gpt-realtime', 'gpt-realtime-translator'].some(isInterpreter)).toBe(false);
  expect(['whisper-1', 'gpt-4o-transcribe', 'gpt-realtime-whisper'].every(isTranscriber)).toBe(true);
  expect(notRealtime('gpt-4o-transcribe').message).toContain('is a transcription model and cannot be used');
  expect(notRealtime('gpt-9').message).toBe('Model "gpt-9" is not supported in realtime mode.');
});

/** A second of sound, and the silence that ends a turn. */
const sentence = (ms = 1000): Buffer =>
  Buffer.concat([Buffer.from(hum(0, ms), 'base64'), Buffer.alloc(1000 * 48)]);
const append = (client: Client, pcm: Buffer): void =>
  client.send({ type: 'input_audio_buffer.append', audio: pcm.toString('base64') });
const configure = (client: Client, input: Raw, more: Raw = {}): void =>
  client.send({ type: 'session.update', session: { type: 'transcription', audio: { input }, ...more } });

describe('a transcription session on a socket of its own', () => {
  const opened = async (): Promise<Client> => {
    const sim = await simulator({
      scenario: { name: 'x', script: [], answers: [], heard: ['One.', 'Two.'] },
    });
    return connect(sim, '?intent=transcription');
  };

  test('begins as recorded: turn detection that speaks of no answers, no model, no output', async () => {
    const client = await opened();
    const { session } = await client.until('session.created');
    expect(session).toMatchObject({ type: 'transcription', object: 'realtime.transcription_session' });
    expect(at(session, 'audio.input.turn_detection')).toEqual({
      type: 'server_vad',
      threshold: 0.5,
      prefix_padding_ms: 300,
      silence_duration_ms: 200,
      idle_timeout_ms: null,
    });
    expect(Object.keys(session as Raw)).not.toContain('model');
    expect(at(session, 'audio.output')).toBeUndefined();
  });

  test('writes down what turn detection finds, and nobody answers', async () => {
    const client = await opened();
    configure(client, { transcription: { model: 'gpt-4o-transcribe' } });
    await client.until('session.updated');
    append(client, sentence());
    const done = await client.until('conversation.item.input_audio_transcription.completed');
    expect(done).toMatchObject({ transcript: 'One.', usage: { type: 'tokens' } });
    append(client, sentence());
    await client.until(
      'conversation.item.input_audio_transcription.completed',
      (event) => event['transcript'] === 'Two.',
    );
    expect(client.types().filter((type) => type.startsWith('response.') || type === 'error')).toEqual([]);
    expect(client.types()).not.toContain('rate_limits.updated');
  });

  test('gpt-realtime-whisper has no turn detection: the client commits', async () => {
    const client = await opened();
    configure(client, { transcription: { model: 'gpt-realtime-whisper' } });
    const { session } = await client.until('session.updated');
    expect(at(session, 'audio.input.turn_detection')).toBeNull();
    append(client, sentence());
    client.send({ type: 'input_audio_buffer.commit' });
    const done = await client.until('conversation.item.input_audio_transcription.completed');
    expect(done).toMatchObject({ transcript: 'One.', usage: { type: 'duration', seconds: 2 } });
    expect(client.types()).not.toContain('input_audio_buffer.speech_started');
    configure(client, { turn_detection: { type: 'server_vad' } });
    expect(errorOf(await client.until('error'))).toMatchObject({
      message: 'Turn detection is not supported for this transcription model.',
      param: 'session.audio.input.turn_detection',
    });
  });

  test.each([
    ['response.create', {}],
    ['response.cancel', {}],
    [
      'conversation.item.create',
      { item: { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'x' }] } },
    ],
    ['session.close', {}],
  ])('%s makes no sense in it and is refused', async (type, fields) => {
    const client = await opened();
    client.send({ type, ...fields, event_id: 'mine' });
    expect(errorOf(await client.until('error'))).toMatchObject({
      code: 'invalid_value',
      param: 'type',
      event_id: 'mine',
      message: expect.stringContaining(`Invalid value: '${type}'. Supported values are: 'session.update'`),
    });
    await client.until('session.created');
  });

  test('an update for another kind of session is refused, either way round', async () => {
    const client = await opened();
    client.send({ type: 'session.update', session: { type: 'realtime' } });
    expect(errorOf(await client.until('error'))).toMatchObject({
      code: 'invalid_parameter',
      message: 'Passing a realtime session update event to a transcription session is not allowed.',
    });
    const sim = await simulator({ scenario: 'idle' });
    const other = await connect(sim);
    configure(other, {});
    expect(errorOf(await other.until('error'))).toMatchObject({
      code: 'invalid_parameter',
      message: 'Passing a transcription session update event to a realtime session is not allowed.',
    });
  });

  test('its client secret starts it without an intent', async () => {
    const sim = await simulator();
    const { json } = await request(sim, 'POST', '/realtime/client_secrets', {
      session: { type: 'transcription', audio: { input: { transcription: { model: 'gpt-transcribe' } } } },
    });
    const client = await connect(sim, '', { key: String(json['value']) });
    const { session } = await client.until('session.created');
    expect(at(session, 'audio.input.transcription.model')).toBe('gpt-transcribe');
  });

  test('a transcription model is no model of a session', async () => {
    const sim = await simulator();
    const client = await connect(sim, '?model=gpt-4o-mini-transcribe');
    expect(errorOf(await client.until('error'))).toMatchObject({
      message: expect.stringContaining('Pass this transcription model as audio.input.transcription.model'),
    });
    expect(await client.closed).toMatchObject({ code: 4000 });
  });
});

describe('a transcription call', () => {
  const call = async (
    script: readonly Step[],
    model: string,
    include?: readonly string[],
  ): Promise<Client> => {
    const input = { transcription: { model }, turn_detection: { type: 'server_vad' } };
    const session = {
      type: 'transcription',
      audio: { input },
      ...(include === undefined ? {} : { include }),
    };
    const sim = await simulator({ scenario: { name: 'x', session, script, answers: [] } });
    return connect(sim);
  };

  test('the diarising model tells who speaks', async () => {
    const client = await call(
      [{ caller: 'Hello there.', speech_ms: 1500, speaker: 'B' }],
      'gpt-4o-transcribe-diarize',
    );
    const done = await client.until('conversation.item.input_audio_transcription.completed');
    const segment = await client.until('conversation.item.input_audio_transcription.segment');
    expect(segment).toMatchObject({ text: 'Hello there.', speaker: 'B', start: 0, end: 1.5 });
    expect(segment['item_id']).toBe(done['item_id']);
    expect(client.types()).not.toContain('conversation.item.input_audio_transcription.delta');
  });

  test('gpt-transcribe tells the languages, and probabilities come to who asked for them', async () => {
    const client = await call([{ caller: 'Bonjour.', language: 'fr' }, { caller: 'Hm.' }], 'gpt-transcribe', [
      'item.input_audio_transcription.logprobs',
    ]);
    const family = 'conversation.item.input_audio_transcription';
    const done = await client.until(`${family}.completed`);
    expect(done['languages']).toEqual([{ code: 'fr' }]);
    expect(done['logprobs']).toMatchObject([{ token: 'Bonjour' }, { token: '.', bytes: [46] }]);
    const other = await client.until(`${family}.completed`, (event) => event['transcript'] === 'Hm.');
    expect(other['languages']).toEqual([]);
    expect(await client.until(`${family}.delta`)).toMatchObject({ logprobs: [{ token: 'Bonjour' }] });
  });

  test('transcription, built in: what is said is written down, once in vain, and nobody answers', async () => {
    const sim = await simulator({ scenario: 'transcription', speed: 50 });
    const client = await connect(sim);
    await client.until(
      'conversation.item.input_audio_transcription.completed',
      (event) => event['transcript'] === 'Could somebody have a look at it today?',
    );
    expect(client.types()).toContain('conversation.item.input_audio_transcription.failed');
    expect(at(await client.until('session.updated'), 'session.type')).toBe('transcription');
    expect(client.types().filter((type) => type.startsWith('response.'))).toEqual([]);
  });
});
