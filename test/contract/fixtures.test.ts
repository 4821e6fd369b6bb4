import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { afterEach, describe, expect, test } from 'vitest';
import { observer } from '../../src/core/observe.ts';
import type { Entry } from '../../src/core/ports.ts';
import type { Item } from '../../src/core/session.ts';
import { formatOf, type FormatName } from '../../src/ui/formats.ts';
import { attach, callId } from '../connecting.ts';
import { forbidden } from '../core/payloads.ts';
import { endOf } from '../ui/scripts.ts';

const fixtures = new URL('../../../shared/fixtures/', import.meta.url);
const here = existsSync(fixtures);
const list = (folder: string): readonly string[] =>
  here ? readdirSync(new URL(folder, fixtures)).toSorted() : [];

type Step = { readonly server?: string; readonly client?: object };

const servers = new Set<WebSocketServer>();
afterEach(() => {
  for (const server of servers) {
    for (const client of server.clients) client.terminate();
    server.close();
  }
  servers.clear();
});

/**
 * Plays a recorded session through a real socket and the real connector. Where the recording has frames of the client,
 * the server waits until it has got as many.
 */
const play = async (steps: readonly Step[]): Promise<readonly Entry[]> => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  servers.add(server);
  await new Promise((resolve) => server.once('listening', resolve));
  const mine = steps.flatMap(({ client }) => (client === undefined ? [] : [client]));
  server.on('connection', (socket: WebSocket) => {
    let at = 0;
    const go = (): void => {
      for (; at < steps.length; at += 1) {
        const step = steps[at];
        if (step?.client !== undefined) {
          at += 1;
          return;
        }
        if (step?.server !== undefined) socket.send(step.server);
      }
      socket.close(1000);
    };
    socket.on('message', go);
    go();
  });
  const link = await attach((server.address() as AddressInfo).port);
  const see = observer();
  const entries: Entry[] = [];
  let at = 0;
  let waiting = 0;
  const answer = async (): Promise<void> => {
    // Every frame of the server that was before ours has come: now it is our turn, as it was then.
    while (steps[at]?.client !== undefined && waiting === 0) {
      const event = steps[at]?.client as Record<string, unknown>;
      at += 1;
      while (steps[at]?.server !== undefined) {
        waiting += 1;
        at += 1;
      }
      await link.send(event, 'test');
    }
  };
  while (steps[at]?.server !== undefined) {
    waiting += 1;
    at += 1;
  }
  await answer();
  for await (const signal of link.signals) {
    entries.push(see(signal));
    if (signal.kind === 'frame' && signal.direction === 'received') {
      waiting -= 1;
      await answer();
    }
  }
  expect(framesOf(entries, 'sent')).toEqual(mine.map((event) => JSON.stringify(event)));
  return entries;
};

const framesOf = (entries: readonly Entry[], direction: 'received' | 'sent'): readonly string[] =>
  entries.flatMap(({ signal }) =>
    signal.kind === 'frame' && signal.direction === direction ? [signal.text] : [],
  );

const streamOf = (name: string): readonly Step[] =>
  readFileSync(new URL(`streams/${name}`, fixtures), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .flatMap((line): readonly Step[] => {
      const { dir, event } = JSON.parse(line) as { dir: string; event: object };
      if (dir === 'close') return [];
      return dir === 'server' ? [{ server: JSON.stringify(event) }] : [{ client: event }];
    });

const kinds = (entries: readonly Entry[]): readonly string[] => entries.map(({ event }) => event.kind);

const isForeign = (name: string): boolean => name.startsWith('xai') || name.startsWith('gpt-live');

const conversation = (entries: readonly Entry[]): readonly Item[] => {
  const session = entries.at(-1)?.session;
  return [...(session?.order ?? [])].flatMap((id) => session?.items.get(id) ?? []);
};

const said = (entries: readonly Entry[]): readonly string[] =>
  conversation(entries)
    .filter(({ type, text }) => type === 'message' && text !== '')
    .map(({ role, text }) => `${role}: ${text}`);

/** Every utterance that the recording itself gives as a finished text, by the item it belongs to. */
const truth = (steps: readonly Step[]): ReadonlyMap<string, string> => {
  const texts = new Map<string, string>();
  for (const { server } of steps) {
    if (server === undefined) continue;
    const event = JSON.parse(server) as Record<string, unknown>;
    const type = String(event['type']);
    const text = event['transcript'] ?? event['text'];
    const finished =
      /^response\.(output_)?(audio_transcript|text)\.done$|input_audio_transcription\.completed$/;
    if (finished.test(type) && typeof text === 'string') texts.set(String(event['item_id']), text);
  }
  return texts;
};

/** Items by who comes after whom, as `previous_item_id` says at their adding. */
const predecessors = (steps: readonly Step[]): readonly (readonly [before: string, after: string])[] =>
  steps.flatMap(({ server }) => {
    if (server === undefined) return [];
    const {
      type,
      previous_item_id: before,
      item,
    } = JSON.parse(server) as {
      type: string;
      previous_item_id?: unknown;
      item?: { id?: unknown };
    };
    return /^conversation\.item\.(added|created)$/.test(type) && typeof before === 'string' && before !== ''
      ? [[before, String(item?.id)] as const]
      : [];
  });

const formats: readonly FormatName[] = ['pretty', 'line', 'transcript', 'json', 'raw'];
const header = {
  callId,
  startedAt: { wall: 0, mono: 0 },
  tool: 'rt-sideband/test',
  baseUrl: 'http://127.0.0.1/v1',
};

const rendered = async (format: FormatName, entries: readonly Entry[]): Promise<string> => {
  const view = (await formatOf(format))({
    header,
    zone: 'UTC',
    coloured: false,
    columns: undefined,
    deltas: true,
    audio: true,
  });
  return [
    view.head?.(),
    ...entries.map((entry) => view.entry(entry)),
    view.end?.(endOf(entries), entries.length + 1),
  ]
    .filter((line) => line !== undefined)
    .join('\n');
};

describe.skipIf(!here)(
  'recorded traffic through a socket (skipped where ../shared/fixtures is not there)',
  () => {
    test('all 17 streams are there', () => {
      expect(list('streams')).toHaveLength(17);
    });

    describe.each(list('streams'))('%s', (name) => {
      test('comes out as it went in, and is understood', async () => {
        const steps = streamOf(name);
        const entries = await play(steps);
        expect(framesOf(entries, 'received')).toEqual(steps.flatMap(({ server }) => server ?? []));
        expect(kinds(entries)).not.toContain('malformed');
        if (!isForeign(name)) expect(kinds(entries)).not.toContain('unknown');

        const items = new Map(conversation(entries).map((item) => [item.id, item]));
        // What the user heard less of than was written keeps the whole text; a failed transcription has none.
        for (const [id, text] of truth(steps)) expect(items.get(id)?.text.trim(), id).toBe(text.trim());
        const order = conversation(entries).map(({ id }) => id);
        for (const [before, after] of predecessors(steps))
          if (order.includes(before))
            expect(order.indexOf(before), `${before} < ${after}`).toBeLessThan(order.indexOf(after));

        for (const format of formats) {
          const text = await rendered(format, entries);
          if (format !== 'transcript') expect(text.length, format).toBeGreaterThan(0);
          if (format !== 'raw') expect(text.replaceAll('\n', ''), format).not.toMatch(forbidden);
        }
        const transcript = (await rendered('transcript', entries)).replaceAll('\\u{a}', '\n');
        for (const [id, text] of truth(steps)) expect(transcript, id).toContain(text.trim());
        const raw = await rendered('raw', entries);
        expect(raw.split('\n')).toEqual(framesOf(entries, 'received'));
      });
    });

    test('a tool call round reads as it was', async () => {
      expect(said(await play(streamOf('ga-openai-ws-tool-call-round.ndjson')))).toEqual([
        'user: What is the weather in London?',
        'agent: It is foggy and 12 degrees in London.',
      ]);
    });

    test('a spoken turn stands before its answer, though its transcript came later', async () => {
      expect(said(await play(streamOf('ga-openai-ws-audio-in-server-vad.ndjson')))).toEqual([
        'user: Hello, my name is Marcelo.',
        'agent: Hello, Marcelo! Great to meet you. How can I help you today?',
      ]);
    });

    test('every official example of a server event is known', async () => {
      const examples = list('server-events').flatMap(
        (name) => JSON.parse(readFileSync(new URL(`server-events/${name}`, fixtures), 'utf8')) as object[],
      );
      const texts = examples.map((example) => JSON.stringify(example));
      const entries = await play(texts.map((server) => ({ server })));
      expect(framesOf(entries, 'received')).toEqual(texts);
      const strange = entries.filter(({ event }) => event.kind === 'malformed' || event.kind === 'unknown');
      expect(strange.map(({ event }) => event)).toEqual([]);
      for (const format of formats) expect((await rendered(format, entries)).length).toBeGreaterThan(0);
    });

    test('every official example of a client event is sent as it is', async () => {
      const examples = list('client-events').flatMap(
        (name) => JSON.parse(readFileSync(new URL(`client-events/${name}`, fixtures), 'utf8')) as object[],
      );
      const entries = await play(examples.map((client) => ({ client })));
      expect(kinds(entries).filter((kind) => kind === 'client')).toHaveLength(examples.length);
      for (const format of formats) expect(await rendered(format, entries)).toBeDefined();
    });
  },
);
