import { afterEach, describe, expect, test } from 'vitest';
import { at, number, text, type Raw } from '../../src/core/raw.ts';
import { bytesPerMs, hum, speechMs } from '../../src/sim/speech.ts';
import type { Simulator } from '../../src/sim/simulator.ts';
import { closeAll, connect, errorOf, request, simulator, type Client } from './client.ts';

afterEach(closeAll);

const endpoint = '/translations?model=gpt-realtime-translate';
const dictionary = { 'Hello there.': 'Hola.', 'How are you?': '¿Qué tal?' };
const silent = {
  name: 'x',
  script: [],
  answers: [],
  heard: ['Hello there.', 'How are you?'],
  translations: dictionary,
};

const opened = async (faults: readonly string[] = []): Promise<{ sim: Simulator; client: Client }> => {
  const sim = await simulator({ scenario: silent, faults });
  return { sim, client: await connect(sim, endpoint) };
};

const say = (client: Client, quiet = 800): void => {
  const pcm = Buffer.concat([Buffer.from(hum(0, 1000), 'base64'), Buffer.alloc(quiet * bytesPerMs)]);
  client.send({ type: 'session.input_audio_buffer.append', audio: pcm.toString('base64') });
};

const words = (client: Client, side: 'input' | 'output'): string =>
  client.events
    .filter((event) => event['type'] === `session.${side}_transcript.delta`)
    .map((event) => text(event, 'delta') ?? '')
    .join('');

describe('a translation session on its own endpoint', () => {
  test('begins with the session as documented, and is changed without a type', async () => {
    const { client } = await opened();
    const { session } = await client.until('session.created');
    expect(Object.keys(session as Raw).toSorted()).toEqual(['audio', 'expires_at', 'id', 'model', 'type']);
    expect(session).toMatchObject({
      type: 'translation',
      model: 'gpt-realtime-translate',
      audio: { input: { transcription: null, noise_reduction: null }, output: { language: 'en' } },
    });
    client.send({ type: 'session.update', session: { audio: { output: { language: 'es' } } } });
    expect(at(await client.until('session.updated'), 'session.audio')).toEqual({
      input: { transcription: null, noise_reduction: null },
      output: { language: 'es' },
    });
    for (const session of [{ type: 'translation' }, { model: 'gpt-realtime-translate' }]) {
      const from = client.events.length;
      client.send({ type: 'session.update', session });
      const [field = ''] = Object.keys(session);
      expect(errorOf(await client.until('error', undefined, from))).toMatchObject({
        code: 'unknown_parameter',
        param: `session.${field}`,
      });
    }
  });

  test('interprets what is appended: words of both sides, and sound, with times in frames of 200 ms', async () => {
    const { client } = await opened();
    const transcription = { model: 'gpt-realtime-whisper' };
    client.send({ type: 'session.update', session: { audio: { input: { transcription } } } });
    say(client);
    say(client);
    client.send({ type: 'session.close' });
    await client.until('session.closed');
    expect(words(client, 'input')).toBe(' Hello there. How are you?');
    expect(words(client, 'output')).toBe(' Hola. ¿Qué tal?');
    const sounds = client.events.filter((event) => event['type'] === 'session.output_audio.delta');
    expect(sounds[0]).toMatchObject({ sample_rate: 24_000, channels: 1, format: 'pcm16' });
    const bytes = sounds.reduce(
      (sum, event) => sum + Buffer.from(text(event, 'delta') ?? '', 'base64').length,
      0,
    );
    expect(bytes / bytesPerMs).toBeGreaterThanOrEqual(speechMs('Hola. ¿Qué tal?'));
    const times = client.events.flatMap((event) => number(event, 'elapsed_ms') ?? []);
    expect(times.length).toBeGreaterThan(5);
    expect(times.every((ms) => ms % 200 === 0)).toBe(true);
    expect(client.types().filter((type) => /^(conversation|response|input_audio)/.test(type))).toEqual([]);
    expect((await client.closed).code).toBe(1000);
  });

  test('without transcription only the translation has words', async () => {
    const { client } = await opened();
    say(client);
    client.send({ type: 'session.close' });
    await client.until('session.closed');
    expect([words(client, 'input'), words(client, 'output')]).toEqual(['', ' Hola.']);
  });

  test('what was said up to the close is interpreted before the session is closed', async () => {
    const { client } = await opened();
    say(client, 0);
    client.send({ type: 'session.close' });
    await client.until('session.closed');
    expect(words(client, 'output')).toBe(' Hola.');
    expect(client.types().at(-1)).toBe('session.closed');
  });

  test('by a switch the socket stays open after that', async () => {
    const { client } = await opened(['translation_after_closed=stay']);
    client.send({ type: 'session.close' });
    await client.until('session.closed');
    client.send({ type: 'session.update', session: {} });
    await client.until('session.updated');
  });

  test.each(['response.create', 'input_audio_buffer.append', 'conversation.item.create', 'session.begin'])(
    '%s is none of its events',
    async (type) => {
      const { client } = await opened();
      client.send({ type });
      expect(errorOf(await client.until('error'))).toMatchObject({
        message: `Invalid value: '${type}'. Supported values are: 'session.update', 'session.input_audio_buffer.append', and 'session.close'.`,
      });
    },
  );

  test('sound that is no base64 is refused', async () => {
    const { client } = await opened();
    client.send({ type: 'session.input_audio_buffer.append', audio: 'nö' });
    expect(errorOf(await client.until('error'))).toMatchObject({ param: 'audio' });
  });

  test('needs a model that interprets, which is served nowhere else', async () => {
    const sim = await simulator();
    for (const [query, message] of [
      ['/translations', 'You must provide a model parameter'],
      ['/translations?model=gpt-realtime-2.1', 'is not supported in translation mode'],
      ['?model=gpt-realtime-translate', 'is not supported in realtime mode'],
    ] as const) {
      const client = await connect(sim, query);
      expect(errorOf(await client.until('error'))['message']).toContain(message);
      expect(await client.closed).toMatchObject({ code: 4000 });
    }
  });

  test('a client secret brings its session along, on this endpoint alone', async () => {
    const sim = await simulator({ scenario: silent });
    const { json } = await request(sim, 'POST', '/realtime/translations/client_secrets', {
      session: { model: 'gpt-realtime-translate', audio: { output: { language: 'fr' } } },
    });
    expect(json['session']).toMatchObject({
      type: 'translation',
      audio: { input: { transcription: null, noise_reduction: null }, output: { language: 'fr' } },
    });
    const key = String(json['value']);
    const client = await connect(sim, '/translations', { key });
    expect(at(await client.until('session.created'), 'session.audio.output.language')).toBe('fr');
    const lost = await connect(sim, '', { key });
    expect(await lost.closed).toMatchObject({ code: 4000 });
    const wrong = await request(sim, 'POST', '/realtime/translations/client_secrets', {
      session: { model: 'gpt-realtime-2.1' },
    });
    expect(wrong.status).toBe(400);
  });
});

describe('a translation call', () => {
  test('translation, built in: both sides in pieces, on a sideband without sound', async () => {
    const sim = await simulator({ scenario: 'translation', speed: 50 });
    const client = await connect(sim);
    await client.until('session.output_transcript.delta', (event) => event['delta'] === ' gracias');
    expect(words(client, 'output')).toBe(
      ' Buenos días. Quisiera reservar una mesa para dos. ¿Hay alguna junto a la ventana? A las ocho está bien, gracias',
    );
    expect(words(client, 'input')).toContain(' Is there one by the window?');
    expect(at(await client.until('session.updated'), 'session.audio.output.language')).toBe('es');
    expect(client.types()).not.toContain('session.output_audio.delta');
  });

  test('words nobody translated say which language they should be in', async () => {
    const session = { type: 'translation', audio: { output: { language: 'de' } } };
    const script = [{ caller: 'Hello.' }];
    const sim = await simulator({ scenario: { name: 'x', session, script, answers: [] } });
    const client = await connect(sim);
    await client.until('session.output_transcript.delta', (event) => event['delta'] === '.');
    expect(words(client, 'output')).toBe(' (de) Hello.');
  });

  test('is placed with an SDP offer and its client secret; by a switch it cannot be attached to', async () => {
    const sim = await simulator();
    const { json } = await request(sim, 'POST', '/realtime/translations/client_secrets', {
      session: { model: 'gpt-realtime-translate' },
    });
    const place = (key: string): ReturnType<typeof request> =>
      request(sim, 'POST', '/realtime/translations/calls', 'v=0\r\n', {
        key,
        headers: { 'content-type': 'application/sdp' },
      });
    const placed = await place(String(json['value']));
    expect(placed.status).toBe(201);
    const id = (placed.headers.get('location') ?? '').split('/').at(-1) ?? '';
    const client = await connect(sim, `?call_id=${id}`);
    client.send({ type: 'session.update', session: {} });
    expect(at(await client.until('session.updated'), 'session.type')).toBe('translation');
    expect((await place(sim.apiKey)).status).toBe(401);
    sim.fault('translation_on_sideband=off');
    await expect(connect(sim, `?call_id=${id}`)).rejects.toMatchObject({ status: 404 });
  });
});
