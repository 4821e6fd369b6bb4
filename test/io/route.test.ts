import { connect as tcp, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { attach, canary, expectNoKey, failureOf, readAll, until } from '../connecting.ts';
import { certificate } from '../certificates.ts';
import { manualClock } from '../manual-clock.ts';
import { answer, closeFrame, rawServer, switching, type RawServer } from '../raw-server.ts';

const servers: RawServer[] = [];
const serving = async (...args: Parameters<typeof rawServer>): Promise<RawServer> => {
  const server = await rawServer(...args);
  servers.push(server);
  return server;
};
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

const host = 'api.realtime.test';
const trusted = certificate([host, '127.0.0.1']);
const other = certificate(['other.realtime.test']);
const past = certificate(['127.0.0.1'], -1);
const withOpenssl = describe.skipIf([trusted, other, past].includes(undefined));
const password = ['Pr0xy', 'Canary'].join('');

const upgrade = (socket: Socket, head: string): void => {
  socket.write(Buffer.concat([Buffer.from(switching(head)), closeFrame(1000)]));
};
/** A proxy that opens the way to a port of this machine, whatever name was asked for. */
const tunnel = (port: number) =>
  serving((socket) => {
    const there = tcp(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      socket.pipe(there).pipe(socket);
    });
    there.on('error', () => socket.destroy());
  });
const through = (proxy: RawServer, more = {}) => ({
  baseUrl: `https://${host}/v1`,
  env: { HTTPS_PROXY: `http://ann:${password}@127.0.0.1:${proxy.port}` },
  ...more,
});

withOpenssl('TLS (skipped where there is no openssl)', () => {
  it('attaches to a certificate that is trusted', async () => {
    const server = await serving(upgrade, { tls: trusted! });
    const link = await attach(0, { baseUrl: `https://127.0.0.1:${server.port}/v1`, ca: trusted!.cert });
    expect((await readAll(link)).closed.code).toBe(1000);
  });

  it.each([
    ['self-signed', trusted, undefined, 'self-signed', 'NODE_EXTRA_CA_CERTS'],
    ['for another name', other, other?.cert, 'another name', 'base URL'],
    ['of the past', past, past?.cert, 'expired', 'clock'],
  ])('refuses one that is %s, once, and gives the key to nobody', async (_, own, ca, word, hint) => {
    const server = await serving(upgrade, { tls: own! });
    const failure = await failureOf(
      attach(0, { baseUrl: `https://127.0.0.1:${server.port}/v1`, ...(ca === undefined ? {} : { ca }) }),
    );
    expect(failure).toMatchObject({ kind: 'network', reason: 'tls', retryable: false });
    expect(failure.message).toContain(word);
    expect(failure.hint).toContain(hint);
    expect(server.received).toBe('');
  });

  it('refuses plain HTTP on the port, and gives the key to nobody', async () => {
    const server = await serving((socket) => socket.end(answer(400, undefined)), { silent: true });
    const failure = await failureOf(attach(0, { baseUrl: `https://127.0.0.1:${server.port}/v1` }));
    expect(failure).toMatchObject({ kind: 'network', reason: 'tls', retryable: false });
    expect(server.received).not.toContain(canary);
  });
});

withOpenssl('a proxy (skipped where there is no openssl)', () => {
  it('is used, sees the address only, and gets its credentials', async () => {
    const server = await serving(upgrade, { tls: trusted! });
    const proxy = await tunnel(server.port);
    const link = await attach(0, through(proxy, { ca: trusted!.cert }));
    await readAll(link);
    expect(proxy.received).toContain(`CONNECT ${host}:443 HTTP/1.1`);
    const basic = Buffer.from(`ann:${password}`).toString('base64');
    expect(proxy.received.toLowerCase()).toContain(`proxy-authorization: basic ${basic.toLowerCase()}`);
    expect(proxy.received).not.toContain(canary);
    expect(server.received).toContain(canary);
    expect(server.received.toLowerCase()).not.toContain('proxy-');
  });

  it('is not used for what NO_PROXY names, nor for this machine', async () => {
    const server = await serving(upgrade, { tls: trusted! });
    const proxy = await tunnel(server.port);
    await readAll(
      await attach(0, {
        ...through(proxy),
        baseUrl: `https://127.0.0.1:${server.port}/v1`,
        ca: trusted!.cert,
      }),
    );
    expect(proxy.connections).toBe(0);
    const { env } = through(proxy);
    const failure = await failureOf(
      attach(0, { baseUrl: 'https://x.invalid/v1', env: { ...env, NO_PROXY: '.invalid' } }),
    );
    expect(failure.reason).toBe('dns');
    expect(proxy.connections).toBe(0);
  });

  it('may itself be reached by TLS', async () => {
    const server = await serving(upgrade, { tls: trusted! });
    const proxy = await serving(
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        const there = tcp(server.port, '127.0.0.1');
        socket.pipe(there).pipe(socket);
      },
      { tls: trusted! },
    );
    const link = await attach(0, {
      baseUrl: `https://${host}/v1`,
      ca: trusted!.cert,
      env: { https_proxy: `https://127.0.0.1:${proxy.port}` },
    });
    expect((await readAll(link)).closed.code).toBe(1000);
  });

  it('cannot pass for the API: its certificate is checked behind the tunnel', async () => {
    const server = await serving(upgrade, { tls: other! });
    const proxy = await tunnel(server.port);
    expect(await failureOf(attach(0, through(proxy, { ca: other!.cert })))).toMatchObject({ reason: 'tls' });
    expect(server.received).toBe('');
  });
});

describe('a proxy that does not do its part', () => {
  const expectNoPassword = (failure: unknown): void => {
    expectNoKey(failure);
    expect(JSON.stringify(failure) + String(failure)).not.toContain(password);
  };

  it.each([407, 403, 502, 503, 302])('answers %i: it is named, not the API', async (status) => {
    const proxy = await serving((socket) => socket.end(answer(status, undefined)));
    const failure = await failureOf(attach(0, through(proxy)));
    expect(failure).toMatchObject({ kind: 'network', reason: 'proxy' });
    expect(failure.message).toBe(
      `the proxy 127.0.0.1:${proxy.port} answered ${status}; the API was not reached`,
    );
    expectNoPassword(failure);
    expect(proxy.received).not.toContain(canary);
  });

  it('speaks another protocol: no status is made up for it, and it is not asked again', async () => {
    const proxy = await serving((socket) => socket.end('SSH-2.0-OpenSSH\r\n'));
    const failure = await failureOf(attach(0, through(proxy)));
    expect(failure).toMatchObject({ kind: 'network', reason: 'proxy', retryable: false });
    expect(failure.message).toContain(`the proxy 127.0.0.1:${proxy.port} is no HTTP proxy`);
    expectNoPassword(failure);
  });

  it('says nothing: the deadline names it, and its socket is closed', async () => {
    const clock = manualClock();
    const proxy = await serving(() => undefined);
    const failing = failureOf(attach(0, through(proxy, { clock })));
    await until(() => proxy.received.includes('\r\n\r\n'));
    await clock.advance(15_000);
    const failure = await failing;
    expect(failure).toMatchObject({ kind: 'network', reason: 'deadline' });
    expect(failure.message).toContain(`the proxy 127.0.0.1:${proxy.port}`);
    expectNoPassword(failure);
    await until(() => proxy.sockets[0]?.destroyed === true);
  });

  it.each([
    ['talks nonsense', (socket: Socket) => socket.end('nonsense\r\n\r\n')],
    ['hangs up', (socket: Socket) => socket.end()],
    ['resets', (socket: Socket) => socket.resetAndDestroy()],
    ['opens the way and cuts it', (socket: Socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n')],
  ])('%s', async (_, act) => {
    const proxy = await serving((socket) => act(socket));
    const failure = await failureOf(attach(0, through(proxy)));
    expect(failure.kind).toBe('network');
    expectNoPassword(failure);
    expect(proxy.received).not.toContain(canary);
  });

  it('is not there', async () => {
    const proxy = await serving(() => undefined);
    await proxy.close();
    const failure = await failureOf(attach(0, through(proxy)));
    expect(failure).toMatchObject({ reason: 'connect', retryable: true });
    expect(failure.message).toBe(`the proxy 127.0.0.1:${proxy.port}: connection refused`);
    expectNoPassword(failure);
  });

  it('has no address', async () => {
    const failure = await failureOf(
      attach(0, { baseUrl: `https://${host}/v1`, env: { HTTPS_PROXY: 'http://no-such-proxy.invalid:3128' } }),
    );
    expect(failure).toMatchObject({ reason: 'dns' });
    expect(failure.message).toContain('the proxy no-such-proxy.invalid');
  });
});
