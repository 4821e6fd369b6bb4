import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { attach, canary, failureOf, readAll, until } from '../connecting.ts';
import { manualClock } from '../manual-clock.ts';
import { answer, closeFrame, frame, rawServer, switching, type RawServer } from '../raw-server.ts';

const servers: RawServer[] = [];
const serving = async (...args: Parameters<typeof rawServer>): Promise<RawServer> => {
  const server = await rawServer(...args);
  servers.push(server);
  return server;
};
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

const error = (code: string | null, message: string) => ({
  error: { type: 'invalid_request_error', code, message },
});

describe('an HTTP answer instead of 101', () => {
  it.each([
    [400, error('invalid_x', 'bad parameter'), '', { kind: 'refused', said: 'invalid_x: bad parameter' }],
    [401, error('invalid_api_key', 'Incorrect'), '', { kind: 'auth', retryable: false }],
    [403, undefined, '', { kind: 'auth', retryable: false }],
    [404, undefined, '', { kind: 'not-found', retryable: false }],
    [404, error('call_id_not_found', 'No session found'), '', { kind: 'not-found' }],
    [409, error('conflict', 'busy'), '', { kind: 'refused' }],
    [408, undefined, '', { kind: 'network', retryable: true }],
    [429, undefined, 'Retry-After: 3\r\n', { kind: 'network', retryable: true, retryAfter: 3000 }],
    [429, undefined, 'Retry-After: 99999\r\n', { kind: 'network', retryAfter: 60_000 }],
    [429, undefined, 'Retry-After: -5\r\n', { kind: 'network', retryAfter: undefined }],
    [429, undefined, 'Retry-After: soon\r\n', { kind: 'network', retryAfter: undefined }],
    [429, undefined, '', { kind: 'network', retryAfter: undefined }],
    [500, undefined, '', { kind: 'network', retryable: true }],
    [502, '<html>bad gateway</html>', '', { kind: 'network', retryable: true, said: undefined }],
    [503, undefined, 'Retry-After: 1\r\n', { kind: 'network', retryable: true, retryAfter: 1000 }],
    [504, undefined, '', { kind: 'network', retryable: true }],
    [200, { hello: 'world' }, '', { kind: 'network', retryable: false }],
  ] as const)('%i %j %s', async (status, body, headers, expected) => {
    const server = await serving((socket) => socket.end(answer(status, body, headers)));
    const failure = await failureOf(attach(server.port));
    expect(failure).toMatchObject({ ...expected, reason: `http-${status}` });
    expect(server.connections).toBe(1);
  });

  it('takes the key out of what the server says', async () => {
    const server = await serving((socket) =>
      socket.end(answer(401, error('invalid_api_key', `Incorrect: ${canary}`))),
    );
    const failure = await failureOf(attach(server.port));
    expect(failure.said).toContain('[secret …last]');
    expect(failure.message).toContain('[secret …last]');
  });

  it('reads little of an endless body', async () => {
    const server = await serving((socket) => {
      socket.write('HTTP/1.1 500 X\r\nContent-Type: text/plain\r\n\r\n');
      const timer = setInterval(() => socket.write('x'.repeat(65_536)), 1);
      socket.on('close', () => clearInterval(timer));
    });
    expect(await failureOf(attach(server.port))).toMatchObject({ reason: 'http-500', said: undefined });
  });

  it.each([301, 302, 303, 307, 308])('refuses %i and sends nothing to the target', async (status) => {
    const target = await serving((socket) => socket.end(answer(200, {})));
    const server = await serving((socket) =>
      socket.end(
        answer(
          status,
          undefined,
          `Location: http://127.0.0.1:${target.port}/v1/realtime?token=${canary}\r\n`,
        ),
      ),
    );
    const failure = await failureOf(attach(server.port));
    expect(failure).toMatchObject({
      kind: 'network',
      retryable: false,
      said: `http://127.0.0.1:${target.port}`,
    });
    expect(target.connections).toBe(0);
    expect(target.received).toBe('');
  });
});

describe('something that is no WebSocket server', () => {
  it.each([
    ['a wrong accept key', (head: string) => switching(head).replace(/Accept: .*/, 'Accept: wrong')],
    [
      'an upgrade to something else',
      (head: string) => switching(head).replace('Upgrade: websocket', 'Upgrade: h2c'),
    ],
    ['a status line that is none', () => 'HELLO\r\n\r\n'],
    ['another protocol', () => '220 mail.example ESMTP\r\n'],
    ['a header of 40 kB', () => `HTTP/1.1 101 X\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`],
    [
      'a subprotocol nobody asked for',
      (head: string) => switching(head, 'Sec-WebSocket-Protocol: realtime\r\n'),
    ],
    [
      'compression nobody asked for',
      (head: string) => switching(head, 'Sec-WebSocket-Extensions: permessage-deflate\r\n'),
    ],
  ])('%s', async (_, reply) => {
    const server = await serving((socket, head) => socket.end(reply(head)));
    expect(await failureOf(attach(server.port))).toMatchObject({
      kind: 'network',
      reason: 'not-websocket',
      retryable: false,
    });
  });

  it.each(['reset', 'end'] as const)(
    'a connection cut before the answer (%s) may work the next time',
    async (how) => {
      const server = await serving((socket) => (how === 'reset' ? socket.resetAndDestroy() : socket.end()));
      expect(await failureOf(attach(server.port))).toMatchObject({
        kind: 'network',
        reason: 'connect',
        retryable: true,
      });
    },
  );

  it('a port that nobody listens on', async () => {
    const listener = createServer();
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const { port } = listener.address() as AddressInfo;
    listener.close();
    await once(listener, 'close');
    const failure = await failureOf(attach(port));
    expect(failure).toMatchObject({ kind: 'network', reason: 'connect', retryable: true });
    expect(failure.message).toBe(`127.0.0.1:${port}: connection refused`);
  });

  it('a name that does not exist', async () => {
    const failure = await failureOf(attach(0, { baseUrl: 'https://no-such-host.invalid/v1' }));
    expect(failure).toMatchObject({ kind: 'network', reason: 'dns', retryable: true });
    expect(failure.message).toContain('no-such-host.invalid');
  });
});

describe('the deadline', () => {
  it('is over a server that takes the connection and says nothing', async () => {
    const clock = manualClock();
    const server = await serving(() => undefined);
    const failing = failureOf(attach(server.port, { clock }));
    await until(() => server.received.includes('\r\n\r\n'));
    await clock.advance(14_000);
    expect(server.sockets[0]?.destroyed).toBe(false);
    await clock.advance(1000);
    const failure = await failing;
    expect(failure).toMatchObject({ kind: 'network', reason: 'deadline', retryable: true });
    expect(failure.message).toContain('no answer to the request in 15 s');
    await until(() => server.sockets[0]?.destroyed === true);
  });

  it('is over a body that never ends either, whose status counts all the same', async () => {
    const server = await serving((socket) =>
      socket.write('HTTP/1.1 401 X\r\nContent-Length: 100\r\n\r\n{"err'),
    );
    const told: number[] = [];
    const watch = {
      at: () => undefined,
      answered: ({ status }: { status: number }) => void told.push(status),
    };
    const failure = await failureOf(attach(server.port, { deadlineMs: 1500, watch }));
    expect(failure).toMatchObject({ kind: 'auth', reason: 'http-401', retryable: false });
    await until(() => server.sockets[0]?.destroyed === true);
    expect(told).toEqual([401]);
  });

  it('says nothing when the answer comes in time: 404 takes more than five seconds', async () => {
    const clock = manualClock();
    const server = await serving(
      (socket) => void clock.sleep(5500).then(() => socket.end(answer(404, undefined))),
    );
    const failing = failureOf(attach(server.port, { clock }));
    await until(() => server.received.includes('\r\n\r\n'));
    await clock.advance(6000);
    expect(await failing).toMatchObject({ kind: 'not-found' });
    expect(clock.sleeping).toBe(0);
  });
});

describe('leaving', () => {
  it('aborts the dial and closes its socket', async () => {
    const leaving = new AbortController();
    const server = await serving(() => undefined);
    const failing = failureOf(attach(server.port, {}, leaving.signal));
    await until(() => server.received.includes('\r\n\r\n'));
    leaving.abort();
    expect(await failing).toMatchObject({ kind: 'interrupt', reason: 'aborted' });
    await until(() => server.sockets[0]?.destroyed === true);
  });

  it('does not dial at all when it was left before', async () => {
    const server = await serving(() => undefined);
    expect(await failureOf(attach(server.port, {}, AbortSignal.abort()))).toMatchObject({
      kind: 'interrupt',
    });
    expect(server.received).toBe('');
  });
});

describe('a handshake that works', () => {
  it('hears what comes in the same packet as the 101', async () => {
    const server = await serving((socket, head) => {
      socket.write(
        Buffer.concat([
          Buffer.from(switching(head)),
          frame('{"type":"a"}'),
          frame('{"type":"b"}'),
          closeFrame(1000),
        ]),
      );
    });
    const { signals, frames } = await readAll(await attach(server.port));
    expect(signals[0]).toMatchObject({ kind: 'link', change: { to: 'open', epoch: 1 } });
    expect(frames).toEqual(['{"type":"a"}', '{"type":"b"}']);
  });
});
