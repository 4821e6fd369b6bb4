import { afterEach, expect, test } from 'vitest';
import { once } from 'node:events';
import { connect as dial } from 'node:net';
import { requestUrl, unescaped } from '../../src/sim/request-url.ts';
import { closeAll, connect, request, simulator } from './client.ts';

afterEach(closeAll);

test.each([
  ['/v1/realtime?call_id=rtc_a', '/v1/realtime', 'rtc_a'],
  ['//', '//', null],
  ['*', '/', null],
  ['http://[bad/', '/', null],
  ['http://other/v1/models', '/v1/models', null],
  [undefined, '/', null],
])('%s is an address', (target, path, call) => {
  const url = requestUrl(target);
  expect(url.pathname).toBe(path);
  expect(url.searchParams.get('call_id')).toBe(call);
});

test('percent signs that mean nothing stay', () => {
  expect([unescaped('rtc%5Fa'), unescaped('%zz')]).toEqual(['rtc_a', '%zz']);
});

test.each(['//', 'http://[bad/', '*'])(
  'an upgrade to %s is refused, and the simulator stays',
  async (target) => {
    const sim = await simulator({ scenario: 'idle' });
    const socket = dial(Number(new URL(sim.baseUrl).port), '127.0.0.1');
    socket.write(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 404 /);
    await connect(sim);
  },
);

test('a call id that cannot be unescaped is a call that is not there', async () => {
  const sim = await simulator();
  expect((await request(sim, 'POST', '/realtime/calls/%zz/hangup')).status).toBe(404);
});
