import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import { reattaching } from '../../src/core/reattach.ts';
import { defaultRetryPolicy } from '../../src/core/retry-policy.ts';
import type { Signal } from '../../src/core/signal.ts';
import { connector } from '../../src/io/connect.ts';
import { systemClock } from '../../src/io/system.ts';
import {
  attach,
  callId,
  canary,
  expectNoKey,
  failureOf,
  readAll,
  settingsFor,
  until,
} from '../connecting.ts';
import { faultProxy } from '../fault-proxy.ts';
import { answer, closeFrame, frame, rawServer, switching } from '../raw-server.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

const serving = async (accept: (socket: WebSocket, nth: number) => void) => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  let count = 0;
  server.on('connection', (socket) => {
    count += 1;
    socket.on('error', () => undefined);
    accept(socket, count);
  });
  await once(server, 'listening');
  closers.push(async () => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, count: () => count };
};

describe('the request', () => {
  const requested = async (more = {}): Promise<string> => {
    const server = await rawServer((socket) => socket.end(answer(404, undefined)));
    closers.push(server.close);
    await failureOf(attach(server.port, more));
    return server.received;
  };

  it('carries the key, the call, and nothing that would harm', async () => {
    const text = await requested();
    expect(text).toMatch(/^GET \/v1\/realtime\?call_id=rtc_u1_test HTTP\/1\.1\r\n/);
    expect(text).toContain(`\r\nAuthorization: Bearer ${canary}\r\n`);
    expect(text).toContain('\r\nUser-Agent: rt-sideband/test\r\n');
    expect(text).toMatch(/\r\nSec-WebSocket-Version: 13\r\n/);
    expect(text).not.toMatch(
      /openai-beta|sec-websocket-protocol|sec-websocket-extensions|organization|project|safety/i,
    );
    expect(text.split(canary)).toHaveLength(2);
  });

  it('carries organization, project and safety identifier when there are some', async () => {
    const text = await requested({ organization: 'org-1', project: 'proj_1', safetyIdentifier: 'user-1' });
    expect(text).toContain('\r\nOpenAI-Organization: org-1\r\n');
    expect(text).toContain('\r\nOpenAI-Project: proj_1\r\n');
    expect(text).toContain('\r\nOpenAI-Safety-Identifier: user-1\r\n');
  });

  it.each([
    ['plain HTTP to another machine', { baseUrl: 'http://api.openai.com/v1' }],
    ['a path that is not the API', { baseUrl: 'https://api.openai.com/' }],
    ['no certificate checks', { env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } }],
  ])('is never made with %s', (_, more) => {
    expect(() => connector(settingsFor(1, more))).toThrow(
      expect.objectContaining({ kind: 'usage' }) as Error,
    );
  });

  it('is made in an environment that checks certificates', () => {
    expect(() => connector(settingsFor(1, { env: { NODE_TLS_REJECT_UNAUTHORIZED: '1' } }))).not.toThrow();
  });
});

describe('sending', () => {
  it('puts the sent frame into the stream before the answer, with who sent it', async () => {
    const { port } = await serving((socket) => {
      socket.on('message', (data: Buffer) => {
        socket.send(`{"echo":${data.toString()}}`);
        socket.close(1000);
      });
    });
    const link = await attach(port);
    await link.send({ type: 'response.create' }, 'say');
    const { signals } = await readAll(link);
    expect(signals.slice(1, 3)).toMatchObject([
      { direction: 'sent', text: '{"type":"response.create"}', by: 'say' },
      { direction: 'received', text: '{"echo":{"type":"response.create"}}' },
    ]);
  });

  it('says not sent, and leaves no trace, once the socket is closed', async () => {
    const { port } = await serving((socket) => socket.close(1000));
    const link = await attach(port);
    const { signals } = await readAll(link);
    await expect(link.send({ type: 'a' })).rejects.toMatchObject({ kind: 'network', reason: 'not-sent' });
    expect(signals.filter(({ kind }) => kind === 'frame')).toEqual([]);
  });

  it('says nothing of the kind for a frame that may have left', async () => {
    const { port } = await serving((socket) => socket.once('message', () => socket.terminate()));
    const link = await attach(port);
    await link.send({ type: 'a' });
    const { signals, closed } = await readAll(link);
    expect(signals.filter(({ kind }) => kind === 'frame')).toMatchObject([{ direction: 'sent' }]);
    expect(closed.cause).toBe('lost');
  });
});

describe('leaving', () => {
  it('closes with 1000 and says detached', async () => {
    let code = 0;
    const { port } = await serving((socket) =>
      socket.on('close', (given) => {
        code = given;
      }),
    );
    const link = await attach(port);
    await link.close();
    expect((await readAll(link)).closed).toMatchObject({ reason: 'detached', exit: 'ok', code: 1000 });
    await until(() => code === 1000);
    await link.close();
  });

  it('waits a second at most for a server that does not answer the close', async () => {
    const server = await rawServer((socket, head) => socket.write(switching(head)));
    closers.push(server.close);
    const link = await attach(server.port);
    await link.close();
    expect((await readAll(link)).closed).toMatchObject({ reason: 'detached' });
  });

  it('follows its signal', async () => {
    const leaving = new AbortController();
    const { port } = await serving(() => undefined);
    const link = await attach(port, {}, leaving.signal);
    leaving.abort();
    expect((await readAll(link)).closed).toMatchObject({ reason: 'detached' });
  });

  it('happens by itself when the reader stops', async () => {
    let gone = false;
    const { port } = await serving((socket) => {
      socket.send('{}');
      socket.on('close', () => {
        gone = true;
      });
    });
    for await (const signal of (await attach(port)).signals) if (signal.kind === 'frame') break;
    await until(() => gone);
  });
});

describe('the key', () => {
  it('is in nothing that a link or its settings print', async () => {
    const { port } = await serving((socket) => socket.close(1000));
    const settings = settingsFor(port);
    expectNoKey(settings);
    const link = await attach(port);
    expectNoKey(link);
    expect(inspect(settings)).toContain('[secret …last]');
    await readAll(link);
  });
});

describe('together with re-attaching, over real sockets', () => {
  const policy = { ...defaultRetryPolicy };
  const coming = (port: number) =>
    reattaching(connector(settingsFor(port)), policy, { clock: systemClock(), random: () => 0 });

  it('comes back through a cut, and takes the 404 after it for the end', async () => {
    let dials = 0;
    const server = await rawServer((socket, head) => {
      dials += 1;
      if (dials === 3) {
        socket.end(answer(404, undefined));
        return;
      }
      socket.write(Buffer.concat([Buffer.from(switching(head)), frame(`{"n":${dials}}`)]));
      if (dials === 2) setTimeout(() => socket.write(closeFrame(1000)), 20);
    });
    const proxy = await faultProxy(server.port);
    closers.push(proxy.close, server.close);
    const link = await coming(proxy.port)(callId, new AbortController().signal);
    const signals: Signal[] = [];
    for await (const signal of link.signals) {
      signals.push(signal);
      if (signal.kind === 'frame' && signal.text === '{"n":1}') proxy.cut('reset');
    }
    expectNoKey(signals);
    expect(
      signals.flatMap((signal) => (signal.kind === 'link' ? [signal.change.to] : [signal.text])),
    ).toEqual(['open', '{"n":1}', 'retrying', 'open', 'gap', '{"n":2}', 'retrying', 'closed']);
    expect(signals.at(-1)).toMatchObject({ change: { reason: 'ended', exit: 'ok' } });
    expect(dials).toBe(3);
  });

  it('stops at the budget when the server accepts and closes', async () => {
    const { port, count } = await serving((socket) => socket.close(1001));
    const clock = systemClock();
    const hasty = {
      ...clock,
      sleep: (ms: number, signal?: AbortSignal) => clock.sleep(ms > 9000 ? ms : 1, signal),
    };
    const link = await reattaching(connector(settingsFor(port)), policy, { clock: hasty, random: () => 1 })(
      callId,
      new AbortController().signal,
    );
    const { closed } = await readAll(link);
    expect(closed).toMatchObject({ reason: 'dropped', exit: 'network' });
    expect(count()).toBe(1 + policy.tries);
  });

  it('does not dial again with a key that was refused after the 101', async () => {
    const said = '{"type":"error","error":{"code":"invalid_api_key","message":"no"}}';
    const { port, count } = await serving((socket) => {
      socket.send(said);
      socket.close(3000, 'invalid_request_error.invalid_api_key');
    });
    const { closed } = await readAll(await coming(port)(callId, new AbortController().signal));
    expect(closed).toMatchObject({ exit: 'auth', cause: 'auth', code: 3000 });
    expect(count()).toBe(1);
  });

  it('gets through a line that is slow and delivers byte by byte', async () => {
    const text = JSON.stringify({ type: 'x', text: 'é👍'.repeat(50) });
    const server = await rawServer((socket, head) => {
      socket.write(Buffer.concat([Buffer.from(switching(head)), frame(text), closeFrame(4000, 'done')]));
    });
    const proxy = await faultProxy(server.port, { slice: 1, latency: 5 });
    closers.push(proxy.close, server.close);
    const { frames, closed } = await readAll(await coming(proxy.port)(callId, new AbortController().signal));
    expect(frames).toEqual([text]);
    expect(closed).toMatchObject({ code: 4000, text: 'done' });
  });
});
