import { existsSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { OpenAI } from 'openai';
import { OpenAIRealtimeWS } from 'openai/realtime/ws';
import { WebSocketServer } from 'ws';
import { afterEach, describe, expect, test } from 'vitest';
import { targetLanguage } from '../../src/core/interpreted.ts';
import { linesOf } from '../../src/core/line.ts';
import { observer } from '../../src/core/observe.ts';
import type { Entry } from '../../src/core/ports.ts';
import { isRaw, type Raw } from '../../src/core/raw.ts';
import { hum } from '../../src/sim/speech.ts';
import { attach } from '../connecting.ts';
import { closeAll, connect, request, simulator } from '../sim/client.ts';

const servers = new Set<WebSocketServer>();
afterEach(async () => {
  for (const server of servers) {
    for (const client of server.clients) client.terminate();
    server.close();
  }
  servers.clear();
  await closeAll();
});

/** These events over a real socket, as the connector and the observer have them. */
const heard = async (events: readonly Raw[]): Promise<readonly Entry[]> => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  servers.add(server);
  await new Promise((resolve) => server.once('listening', resolve));
  server.on('connection', (socket) => {
    for (const event of events) socket.send(JSON.stringify(event));
    socket.close(1000);
  });
  const link = await attach((server.address() as AddressInfo).port);
  const see = observer();
  const entries: Entry[] = [];
  for await (const signal of link.signals) entries.push(see(signal));
  return entries;
};

describe("openai's own client on a transcription session of the simulator", () => {
  const opened = async (socket: OpenAIRealtimeWS): Promise<void> =>
    new Promise((resolve, reject) => {
      socket.socket.once('open', () => resolve());
      socket.socket.once('error', reject);
    });
  const script = {
    name: 'x',
    session: { type: 'transcription', audio: { input: { turn_detection: null } } },
    script: [],
    answers: [],
    heard: ['A margarita, please.'],
  };

  test('configures it, and hears pieces, the whole, and a refusal to answer', async () => {
    const sim = await simulator({ scenario: script, tls: true, faults: ['append_on_sideband=accept'] });
    const client = new OpenAI({ apiKey: sim.apiKey, baseURL: sim.baseUrl });
    // This version of the package has no intent; a call of that kind it attaches to like any other.
    const socket = new OpenAIRealtimeWS({ callID: sim.calls[0]!, options: { ca: sim.certificate } }, client);
    const pieces: string[] = [];
    socket.on('conversation.item.input_audio_transcription.delta', ({ delta }) => pieces.push(delta ?? ''));
    const whole = new Promise<string>((resolve) => {
      socket.on('conversation.item.input_audio_transcription.completed', ({ transcript }) =>
        resolve(transcript),
      );
    });
    const kind = new Promise<string | undefined>((resolve) => {
      socket.on('session.updated', ({ session }) => resolve(session.type));
    });
    const refused = new Promise<string>((resolve) => {
      socket.on('error', ({ message }) => resolve(message));
    });
    await opened(socket);
    socket.send({
      type: 'session.update',
      session: { type: 'transcription', audio: { input: { transcription: { model: 'gpt-4o-transcribe' } } } },
    });
    expect(await kind).toBe('transcription');
    // The scripted caller's leg: what a client would append.
    const pcm = Buffer.from(hum(0, 1000), 'base64');
    socket.send({ type: 'input_audio_buffer.append', audio: pcm.toString('base64') });
    socket.send({ type: 'input_audio_buffer.commit' });
    expect(await whole).toBe('A margarita, please.');
    expect(pieces.join('')).toBe('A margarita, please.');
    socket.send({ type: 'response.create' });
    expect(await refused).toContain("Invalid value: 'response.create'");
    socket.close();
  });
});

const fixtures = new URL('../../../shared/fixtures/', import.meta.url);
const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, fixtures), 'utf8'));
const examples = (name: string): readonly Raw[] => (read(name) as readonly unknown[]).filter(isRaw);
const ofTranslation = ({ session }: Raw): boolean => isRaw(session) && session['type'] === 'translation';

describe.skipIf(!existsSync(fixtures))(
  'official examples (skipped where ../shared/fixtures is not there)',
  () => {
    test('of a translation session, one after the other: read, told and ended', async () => {
      const piece = (type: string): Raw => examples(`server-events/${type}.json`)[0] ?? {};
      const entries = await heard([
        examples('server-events/session.created.json').find(ofTranslation) ?? {},
        piece('session.input_transcript.delta'),
        // Both examples have an id that another has too, and are the whole of what is said.
        { ...piece('session.output_transcript.delta'), event_id: 'event_o' },
        { ...piece('session.output_audio.delta'), event_id: 'event_a' },
        {
          ...examples('server-events/session.updated.json').find(ofTranslation),
          event_id: 'event_u',
        },
        piece('session.closed'),
      ]);
      expect(entries.filter(({ event }) => event.kind === 'unknown' || event.kind === 'malformed')).toEqual(
        [],
      );
      const { session } = entries.at(-1)!;
      expect(session.model).toBe('gpt-realtime-translate');
      expect(targetLanguage(session)).toBe('es');
      const closing = entries.find(
        ({ event }) => event.kind === 'server' && event.type === 'session.closed',
      )!;
      expect(linesOf(closing).map(({ who, text }) => `${who}: ${text}`)).toEqual([
        'user: hear',
        'agent: escuch',
        'server: undefined',
      ]);
    });

    test('of transcription: every event of the family is read', async () => {
      const family = ['delta', 'completed', 'segment', 'failed'];
      const entries = await heard(
        family.flatMap((name) =>
          examples(`server-events/conversation.item.input_audio_transcription.${name}.json`),
        ),
      );
      const known = entries.flatMap(({ event }) => (event.kind === 'server' ? [event.known.type] : []));
      expect(known).toEqual(family.map((name) => `conversation.item.input_audio_transcription.${name}`));
    });

    const plain = (value: unknown): unknown =>
      JSON.parse(JSON.stringify(value), (key, one: unknown) =>
        ['id', 'value', 'expires_at'].includes(key) ? `(${typeof one})` : one,
      );

    test('the simulator answers the official request for a translation secret with the official answer', async () => {
      const { request_body: asked, response_body: answer } = read(
        'http/official.realtime-translations-client_secrets.post.json',
      ) as { request_body: unknown; response_body: unknown };
      const sim = await simulator();
      const { json } = await request(sim, 'POST', '/realtime/translations/client_secrets', asked);
      expect(plain(json)).toEqual(plain(answer));
    });

    test('and the recorded request for a transcription secret with the recorded answer', async () => {
      const [recorded] = read('http/recorded.dotnet-CreateEphemeralTranscriptionToken.json') as readonly [
        { request: { body: unknown }; response: { body: unknown } },
      ];
      const sim = await simulator();
      const { json } = await request(sim, 'POST', '/realtime/client_secrets', recorded.request.body);
      expect(plain(json)).toEqual(plain(recorded.response.body));
    });

    test('a translation session of the simulator takes the official client events and has the official fields', async () => {
      const sim = await simulator();
      const client = await connect(sim, '/translations?model=gpt-realtime-translate');
      const created = await client.until('session.created');
      const official = examples('server-events/session.created.json').find(ofTranslation);
      const keys = (value: unknown): readonly string[] => (isRaw(value) ? Object.keys(value).toSorted() : []);
      expect(keys(created['session'])).toEqual(keys(official?.['session']));
      const update = examples('client-events/session.update.json').find(
        ({ session }) => isRaw(session) && session['type'] === undefined && session['audio'] !== undefined,
      );
      client.send(update);
      const { session } = await client.until('session.updated');
      expect(session).toMatchObject({ audio: { output: { language: 'es' } } });
      client.send({ ...examples('client-events/session.input_audio_buffer.append.json')[0], audio: '' });
      client.send(examples('client-events/session.close.json')[0]);
      await client.until('session.closed');
      expect(client.types()).not.toContain('error');
    });
  },
);
