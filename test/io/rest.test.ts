import { afterEach, describe, expect, it } from 'vitest';
import { acceptRequest, hangupRequest, referRequest, rejectRequest } from '../../src/core/call-request.ts';
import type { RestAnswer } from '../../src/io/post.ts';
import { restClient, type RestClient, type RestSettings } from '../../src/io/rest.ts';
import { certificate } from '../certificates.ts';
import { callId, canary, failureOf, settingsFor, until } from '../connecting.ts';
import { manualClock } from '../manual-clock.ts';
import { answer, rawServer, type RawServer } from '../raw-server.ts';

const servers: RawServer[] = [];
const serving = async (...args: Parameters<typeof rawServer>): Promise<RawServer> => {
  const server = await rawServer(...args);
  servers.push(server);
  return server;
};
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});
const client = (port: number, more: Partial<RestSettings> = {}) =>
  restClient({ ...settingsFor(port), ...more });
const ok = (body: unknown, headers = '') => serving((socket) => socket.end(answer(200, body, headers)));
const bodyOf = (received: string): string => received.slice(received.indexOf('\r\n\r\n') + 4);

type Act = (rest: RestClient) => Promise<RestAnswer>;
describe('the calls of the REST side', () => {
  it.each<[name: string, path: string, act: Act, body: string]>([
    ['createClientSecret', '/client_secrets', (rest) => rest.createClientSecret({ a: 1 }), '{"a":1}'],
    [
      'createTranslationSecret',
      '/translations/client_secrets',
      (rest) => rest.createTranslationSecret({ a: 1 }),
      '{"a":1}',
    ],
    [
      'accept',
      '/calls/rtc_u1_test/accept',
      (rest) => rest.change(acceptRequest(callId, { type: 'realtime' })),
      '{"type":"realtime"}',
    ],
    [
      'reject',
      '/calls/rtc_u1_test/reject',
      (rest) => rest.change(rejectRequest(callId, 486)),
      '{"status_code":486}',
    ],
    [
      'reject without a status',
      '/calls/rtc_u1_test/reject',
      (rest) => rest.change(rejectRequest(callId)),
      '{}',
    ],
    [
      'refer',
      '/calls/rtc_u1_test/refer',
      (rest) => rest.change(referRequest(callId, 'tel:+1')),
      '{"target_uri":"tel:+1"}',
    ],
    ['hangup', '/calls/rtc_u1_test/hangup', (rest) => rest.change(hangupRequest(callId)), ''],
  ])('%s', async (_, path, act, body) => {
    const server = await ok({ value: 'v' }, 'X-Request-Id: req_1\r\n');
    expect(await act(await client(server.port))).toEqual({
      status: 200,
      headers: { requestId: 'req_1' },
      text: '{"value":"v"}',
      body: { value: 'v' },
    });
    expect(server.received).toMatch(new RegExp(`^POST /v1/realtime${path} HTTP/1.1\r\n`));
    expect(server.received).toContain(`Bearer ${canary}`);
    expect(server.received.toLowerCase()).not.toContain('openai-beta');
    expect(bodyOf(server.received)).toBe(body);
  });

  it('createCall sends a form without file names, and gives Location and SDP', async () => {
    const sdp = 'v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\n';
    const reply =
      'HTTP/1.1 201 Created\r\nLocation: /v1/realtime/calls/rtc_u0_x\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nv=0\r\n';
    const server = await serving((socket) => socket.end(reply));
    const rest = await client(server.port);
    expect(await rest.createCall(sdp, { type: 'realtime' })).toEqual({
      status: 201,
      headers: { location: '/v1/realtime/calls/rtc_u0_x' },
      text: 'v=0\r\n',
      body: undefined,
    });
    const boundary = /boundary=(\S+)/.exec(server.received)?.[1] ?? '';
    const parts = bodyOf(server.received).split(`--${boundary}`);
    expect(parts).toHaveLength(4);
    expect(parts[1]).toBe(
      `\r\nContent-Disposition: form-data; name="sdp"\r\nContent-Type: application/sdp\r\n\r\n${sdp}\r\n`,
    );
    expect(parts[2]).toContain('name="session"\r\nContent-Type: application/json\r\n\r\n{"type":"realtime"}');
    expect(parts[3]).toBe('--\r\n');
    expect(server.received).not.toContain('filename');
  });

  it('takes an empty answer', async () => {
    const server = await serving((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'));
    expect(await (await client(server.port)).change(hangupRequest(callId))).toMatchObject({
      status: 200,
      text: '',
      body: undefined,
    });
  });
});

describe('failures', () => {
  const gone = {
    error: { message: 'No session found for the provided call_id', code: 'call_id_not_found', param: '' },
  };
  it.each([
    [400, gone, { kind: 'not-found' }],
    [
      400,
      { error: { code: 'unknown_parameter', message: 'x' } },
      { kind: 'refused', said: 'unknown_parameter: x' },
    ],
    [401, undefined, { kind: 'auth' }],
    [403, undefined, { kind: 'auth' }],
    [404, gone, { kind: 'not-found', said: 'call_id_not_found: No session found for the provided call_id' }],
    [409, undefined, { kind: 'refused' }],
    [429, undefined, { kind: 'network', retryable: true }],
    [500, undefined, { kind: 'network', retryable: true }],
    [503, undefined, { kind: 'network', retryable: true }],
  ] as const)('%i, sent once', async (status, body, expected) => {
    const server = await serving((socket) => socket.end(answer(status, body)));
    const failure = await failureOf((await client(server.port)).change(hangupRequest(callId)));
    expect(failure).toMatchObject({ ...expected, reason: `http-${status}` });
    expect(server.connections).toBe(1);
  });

  it.each([301, 302, 307, 308])('does not follow %i', async (status) => {
    const target = await ok({});
    const location = `Location: http://127.0.0.1:${target.port}/v1/x\r\n`;
    const server = await serving((socket) => socket.end(answer(status, undefined, location)));
    const failure = await failureOf((await client(server.port)).createClientSecret({}));
    expect(failure).toMatchObject({ kind: 'network', said: `http://127.0.0.1:${target.port}` });
    expect(target.connections).toBe(0);
  });

  it('is unknown, not failed, when the answer to a change of a call never came', async () => {
    const server = await serving((socket) => socket.resetAndDestroy());
    const rest = await client(server.port);
    expect(await failureOf(rest.change(referRequest(callId, 'tel:+1')))).toMatchObject({
      kind: 'unknown',
      reason: 'unanswered',
    });
    expect(await failureOf(rest.createClientSecret({}))).toMatchObject({ kind: 'network' });
    expect(server.connections).toBe(2);
  });

  it('is a failure of the network when nothing was sent', async () => {
    const server = await ok({});
    await server.close();
    expect(await failureOf((await client(server.port)).change(referRequest(callId, 'tel:+1')))).toMatchObject(
      {
        kind: 'network',
        reason: 'connect',
      },
    );
  });

  it('keeps its deadline', async () => {
    const clock = manualClock();
    const server = await serving(() => undefined);
    const rest = await client(server.port, { clock });
    const failing = failureOf(rest.createClientSecret({}));
    await until(() => server.received.includes('\r\n\r\n'));
    await clock.advance(15_000);
    expect(await failing).toMatchObject({ kind: 'network', reason: 'deadline' });
    expect(clock.sleeping).toBe(0);
  });

  it('stops when it is left', async () => {
    const leaving = new AbortController();
    const server = await serving(() => undefined);
    const rest = await client(server.port, { signal: leaving.signal });
    const failing = failureOf(rest.createClientSecret({}));
    await until(() => server.received.includes('\r\n\r\n'));
    leaving.abort();
    expect(await failing).toMatchObject({ kind: 'interrupt' });
  });

  it('does not take an answer of more than a MiB', async () => {
    const server = await ok({ x: 'x'.repeat(2 ** 20) });
    expect(await failureOf((await client(server.port)).createClientSecret({}))).toMatchObject({
      kind: 'network',
    });
  });

  it.each([
    ['does not end', (head: string) => `${head}Content-Length: 99\r\n\r\n{"e`],
    ['is too long', (head: string) => `${head}\r\n${'x'.repeat(2 ** 20 + 1)}`],
  ])('goes by the status when the body %s', async (_, written) => {
    const says = async (status: number) => {
      const server = await serving((socket) => socket.write(written(`HTTP/1.1 ${status} X\r\n`)));
      return client(server.port, { deadlineMs: 1500 });
    };
    expect(await failureOf((await says(401)).createClientSecret({}))).toMatchObject({ kind: 'auth' });
    expect(await failureOf((await says(503)).change(hangupRequest(callId)))).toMatchObject({
      reason: 'http-503',
    });
    expect(await (await says(200)).change(hangupRequest(callId))).toMatchObject({ status: 200 });
    // What is asked for is in there.
    expect(await failureOf((await says(200)).createClientSecret({}))).toMatchObject({ kind: 'network' });
  });

  it('does not take something else than HTTP', async () => {
    const server = await serving((socket) => socket.end('220 smtp ready\r\n'));
    expect(await failureOf((await client(server.port)).createClientSecret({}))).toMatchObject({
      reason: 'not-http',
    });
  });

  it('takes the key out of what the server says', async () => {
    const server = await serving((socket) =>
      socket.end(answer(401, { error: { code: 'x', message: `key ${canary}` } })),
    );
    expect((await failureOf((await client(server.port)).createClientSecret({}))).said).toBe(
      'x: key [secret …last]',
    );
  });

  it('refuses settings a key must not be used with', async () => {
    expect(await failureOf(client(1, { baseUrl: 'http://example.com/v1' }))).toMatchObject({ kind: 'usage' });
    expect(await failureOf(client(1, { env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } }))).toMatchObject({
      kind: 'usage',
    });
  });
});

const own = certificate(['api.realtime.test']);
describe.skipIf(own === undefined)('over TLS (skipped where there is no openssl)', () => {
  it('goes through the proxy, which sees nothing of it', async () => {
    const server = await serving((socket) => socket.end(answer(200, { value: 'v' })), { tls: own! });
    const { connect } = await import('node:net');
    const proxy = await serving((socket) => {
      const there = connect(server.port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        socket.pipe(there).pipe(socket);
      });
      there.on('error', () => socket.destroy());
    });
    const rest = await client(0, {
      baseUrl: 'https://api.realtime.test/v1',
      ca: own!.cert,
      env: { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` },
    });
    expect(await rest.createClientSecret({})).toMatchObject({ body: { value: 'v' } });
    expect(proxy.received).toContain('CONNECT api.realtime.test:443');
    expect(proxy.received).not.toContain(canary);
  });

  it('does not give the key to a certificate that is not trusted', async () => {
    const server = await serving((socket) => socket.end(answer(200, {})), { tls: own! });
    const rest = await client(0, { baseUrl: `https://127.0.0.1:${server.port}/v1` });
    expect(await failureOf(rest.change(hangupRequest(callId)))).toMatchObject({
      kind: 'network',
      reason: 'tls',
    });
    expect(server.received).toBe('');
  });
});
