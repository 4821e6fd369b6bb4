import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { attach, canary, readAll, until } from '../connecting.ts';
import { closeFrame, frame, rawServer, switching, type RawServer } from '../raw-server.ts';

const servers: RawServer[] = [];
/** A server that answers 101 and then does as told. */
const serving = async (then: (socket: Socket) => void): Promise<RawServer> => {
  const server = await rawServer((socket, head) => {
    socket.write(switching(head));
    then(socket);
  });
  servers.push(server);
  return server;
};
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

const event = '{"type":"response.done","event_id":"event_1"}';
const errorEvent = (code: string | null, message = 'no'): string =>
  JSON.stringify({
    type: 'error',
    event_id: 'event_1',
    error: { type: 'invalid_request_error', code, message },
  });

describe('a connection that breaks', () => {
  const bytes = Buffer.concat([frame(event), closeFrame(1000)]);

  it('gives no partial frame, wherever it is cut', async () => {
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      const server = await serving((socket) => socket.end(bytes.subarray(0, cut)));
      const { frames, closed } = await readAll(await attach(server.port));
      expect(frames, `cut at ${cut}`).toEqual(cut >= frame(event).length ? [event] : []);
      expect(closed.cause, `cut at ${cut}`).toBe(cut === bytes.length ? 'closed' : 'lost');
      await server.close();
    }
  });

  it.each([
    ['reset', (socket: Socket) => socket.resetAndDestroy()],
    ['ended without a close frame', (socket: Socket) => socket.end()],
  ])('is lost when %s', async (_, cut) => {
    const server = await serving((socket) => void setTimeout(() => cut(socket), 10));
    const { closed } = await readAll(await attach(server.port));
    expect(closed).toMatchObject({
      reason: 'dropped',
      cause: 'lost',
      exit: 'network',
      message: 'connection lost',
      code: 1006,
    });
  });
});

describe('a server that breaks the protocol', () => {
  it.each([
    ['a masked frame', Buffer.from([0x81, 0x81, 0, 0, 0, 0, 0x78])],
    ['no UTF-8', Buffer.from([0x81, 1, 0xff])],
    ['an extension', Buffer.from([0xc1, 1, 0x78])],
  ])('is heard up to there and no further, though more was read with it: %s', async (_, wrong) => {
    const server = await serving((socket) => {
      socket.write(Buffer.concat([frame(event), wrong, frame('{"type":"late"}')]));
    });
    const { frames, closed } = await readAll(await attach(server.port));
    expect(frames).toEqual([event]);
    expect(closed.cause).toBe('protocol');
  });
});

describe('a close by the server', () => {
  it('keeps its reason when we leave before the socket is gone', async () => {
    const server = await serving((socket) => {
      // Not reading any more, it does not see our goodbye, and the socket stays.
      socket.pause();
      socket.write(frame(errorEvent('invalid_api_key')));
      socket.write(closeFrame(3000, 'why'));
    });
    const link = await attach(server.port);
    const all = readAll(link);
    let refused = false;
    for (let n = 0; n < 500 && !refused; n += 1) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      refused = await link.send({ type: 'response.create' }).then(
        () => false,
        () => true,
      );
    }
    await link.close();
    expect((await all).closed).toMatchObject({ cause: 'auth', exit: 'auth' });
  });

  it.each([
    [1000, 'closed', 'unknown'],
    [1001, 'closed', 'unknown'],
    [1002, 'refused', 'refused'],
    [1003, 'refused', 'refused'],
    [1007, 'refused', 'refused'],
    [1008, 'refused', 'refused'],
    [1009, 'refused', 'refused'],
    [1011, 'restart', 'network'],
    [1012, 'restart', 'network'],
    [1013, 'restart', 'network'],
    [3000, 'auth', 'auth'],
    [4000, 'refused', 'refused'],
  ] as const)('%i', async (code, cause, exit) => {
    const server = await serving((socket) => socket.write(closeFrame(code, 'why')));
    expect((await readAll(await attach(server.port))).closed).toMatchObject({
      cause,
      exit,
      code,
      text: 'why',
    });
  });

  it.each([
    [
      'a wrong key',
      errorEvent('invalid_api_key', `Incorrect API key provided: ${canary}`),
      3000,
      'invalid_request_error.invalid_api_key',
      'auth',
      'auth',
    ],
    ['no key', errorEvent(null), 3000, 'invalid_request_error', 'auth', 'auth'],
    [
      'the beta shape',
      errorEvent('beta_api_shape_disabled'),
      4000,
      'invalid_request_error.beta_api_shape_disabled',
      'refused',
      'refused',
    ],
    [
      'an unknown call',
      errorEvent('call_id_not_found'),
      4000,
      'invalid_request_error.call_id_not_found',
      'not-found',
      'not-found',
    ],
    [
      'the end of the hour',
      event,
      1001,
      'Your session hit the maximum duration of 60 minutes.',
      'expired',
      'ok',
    ],
    ['the end of the hour, said by an event', errorEvent('session_expired'), 1000, '', 'expired', 'ok'],
    ['an error of before', errorEvent('invalid_value'), 1000, '', 'closed', 'unknown'],
  ] as const)('after %s, in the same packet', async (what, said, code, reason, cause, exit) => {
    const server = await serving((socket) =>
      socket.write(Buffer.concat([frame(said), closeFrame(code, reason)])),
    );
    const link = await attach(server.port);
    const signals = [];
    for await (const signal of link.signals) signals.push(signal);
    expect(signals.at(-1)).toMatchObject({ change: { to: 'closed', cause, exit, code } });
    // The frame itself is passed on untouched: what it holds is for the redaction of whoever shows it.
    expect(signals[1]).toMatchObject({ kind: 'frame', text: said });
    void what;
  });

  it('takes the key out of the reason', async () => {
    const server = await serving((socket) => socket.write(closeFrame(3000, `bad key ${canary}`)));
    expect((await readAll(await attach(server.port))).closed.text).toBe('bad key [secret …last]');
  });
});

describe('what must not come over a socket', () => {
  it.each([
    ['text that is not UTF-8', frame(Buffer.from([0xc3, 0x28]))],
    ['a compressed frame', frame(event, 0xc1)],
    ['reserved bits', frame(event, 0xb1)],
    ['an unknown kind of frame', frame(event, 0x83)],
    ['a continuation of nothing', frame(event, 0x80)],
    ['a new message inside one', Buffer.concat([frame('a', 0x01), frame(event)])],
    ['a ping in pieces', frame('x', 0x09)],
    ['an illegal close code', closeFrame(1005)],
    ['a close frame of one byte', frame('x', 0x88)],
    ['a masked frame', Buffer.from([0x81, 0x81, 0, 0, 0, 0, 0x41])],
    [
      '20,000 empty pieces',
      Buffer.concat([frame('', 0x01), ...Array.from({ length: 20_000 }, () => frame('', 0x00))]),
    ],
  ])('%s is a violation, and is not taken for a loss', async (_, bytes) => {
    const server = await serving((socket) => socket.write(Buffer.concat([frame(event), bytes])));
    const { frames, closed } = await readAll(await attach(server.port));
    expect(frames).toEqual([event]);
    expect(closed).toMatchObject({ cause: 'protocol', reason: 'dropped', exit: 'network' });
    expect(closed.message).toMatch(/^protocol violation: /);
  });

  it('a frame over the limit, refused by its length alone', async () => {
    const head = Buffer.from([0x81, 127, 0, 0, 0, 0, 0, 16, 0, 1]);
    const server = await serving((socket) => socket.write(head));
    const { closed } = await readAll(await attach(server.port, { maxFrameBytes: 2 ** 20 }));
    expect(closed).toMatchObject({ cause: 'too-large', message: 'a frame over the limit of 1 MiB' });
  });

  it('is not a frame at the limit', async () => {
    const text = 'x'.repeat(2 ** 20);
    const server = await serving((socket) => socket.write(Buffer.concat([frame(text), closeFrame(1000)])));
    const { frames, closed } = await readAll(await attach(server.port, { maxFrameBytes: 2 ** 20 }));
    expect(frames).toEqual([text]);
    expect(closed.cause).toBe('closed');
  });

  it('a flood of pings is answered within bounds and ends nothing by itself', async () => {
    const flood = Buffer.concat(Array.from({ length: 50 }, () => frame('ping', 0x89)));
    const server = await serving((socket) =>
      socket.write(Buffer.concat([flood, frame(event), closeFrame(1000)])),
    );
    expect((await readAll(await attach(server.port))).frames).toEqual([event]);
  });
});

describe('odd but allowed frames', () => {
  it.each([
    ['empty', ''],
    ['not JSON', 'hello'],
    ['a NUL', 'a\0b'],
    ['a BOM', '\uFEFF{}'],
    ['line breaks', '{\r\n}\u2028'],
    ['an escape sequence', '\u001b[2J'],
    ['an emoji', '👩‍👩‍👧'],
    ['deep nesting', '['.repeat(100_000)],
  ])('%s arrives as it was sent', async (_, text) => {
    const server = await serving((socket) => socket.write(Buffer.concat([frame(text), closeFrame(1000)])));
    expect((await readAll(await attach(server.port))).frames).toEqual([text]);
  });

  it('a message in pieces arrives whole', async () => {
    const pieces = Buffer.concat([
      frame('{"type":', 0x01),
      frame('"a"', 0x00),
      frame('}', 0x80),
      closeFrame(1000),
    ]);
    const server = await serving((socket) => socket.write(pieces));
    expect((await readAll(await attach(server.port))).frames).toEqual(['{"type":"a"}']);
  });

  it('binary frames are base64, marked, with one notice', async () => {
    const bytes = Buffer.from([0, 255, 27]);
    const server = await serving((socket) =>
      socket.write(Buffer.concat([frame(bytes, 0x82), frame(bytes, 0x82), frame(event), closeFrame(1000)])),
    );
    const { signals } = await readAll(await attach(server.port));
    const frames = signals.filter((signal) => signal.kind === 'frame');
    expect(frames).toMatchObject([
      { text: 'AP8b', binary: true },
      { text: 'AP8b', binary: true },
      { text: event },
    ]);
    expect(frames[2]).not.toHaveProperty('binary');
    expect(signals.filter((signal) => signal.kind === 'link' && signal.change.to === 'notice')).toHaveLength(
      1,
    );
  });
});

describe('a slow reader', () => {
  it('stops the server from sending, and gets every frame', async () => {
    const total = 40_000;
    const text = 'x'.repeat(500);
    let written = 0;
    const server = await serving((socket) => {
      const more = (): void => {
        while (written < total) {
          written += 1;
          if (!socket.write(frame(`${written} ${text}`))) break;
        }
        if (written < total) socket.once('drain', more);
        else socket.write(closeFrame(1000));
      };
      more();
    });
    const link = await attach(server.port);
    // Long enough without progress to be a stop, not a hiccup.
    let [before, still] = [-1, 0];
    await until(() => {
      still = written === before ? still + 1 : 0;
      before = written;
      return still === 30;
    });
    expect(written).toBeLessThan(total);
    const { frames } = await readAll(link);
    expect(frames).toHaveLength(total);
    expect(frames.every((line, n) => line.startsWith(`${n + 1} `))).toBe(true);
  });
});

const fixtures = new URL('../../../shared/fixtures/', import.meta.url);
describe.skipIf(!existsSync(fixtures))(
  'recorded traffic (skipped where ../shared/fixtures is absent)',
  () => {
    type Recorded = { dir: string; event?: object; code?: number; reason?: string };
    const streams = existsSync(fixtures) ? readdirSync(new URL('streams/', fixtures)) : [];
    it.each(streams)('%s comes through a socket byte for byte', async (name) => {
      const lines = readFileSync(new URL(`streams/${name}`, fixtures), 'utf8')
        .trim()
        .split('\n');
      const events = lines
        .map((line) => JSON.parse(line) as Recorded)
        .flatMap(({ dir, event: sent }) => (dir === 'server' ? [JSON.stringify(sent)] : []));
      const server = await serving((socket) =>
        socket.write(Buffer.concat([...events.map((text) => frame(text)), closeFrame(1000)])),
      );
      expect((await readAll(await attach(server.port))).frames).toEqual(events);
      expect(events.length).toBeGreaterThan(0);
    });

    type Probe = { probe: string; frames: object[]; close: { code: number; reason: string } };
    const { connect_failures: probes } = existsSync(fixtures)
      ? (JSON.parse(readFileSync(new URL('wire-probe.json', fixtures), 'utf8')) as {
          connect_failures: Probe[];
        })
      : { connect_failures: [] };
    it.each(probes.map((probe) => [probe.probe, probe] as const))(
      'the live answer to %s',
      async (_, { frames, close }) => {
        const bytes = [
          ...frames.map((event) => frame(JSON.stringify(event))),
          closeFrame(close.code, close.reason),
        ];
        const server = await serving((socket) => socket.write(Buffer.concat(bytes)));
        const { closed } = await readAll(await attach(server.port));
        expect(closed).toMatchObject({
          exit: close.code === 3000 ? 'auth' : 'refused',
          reason: 'unknown',
          code: close.code,
        });
      },
    );
  },
);
