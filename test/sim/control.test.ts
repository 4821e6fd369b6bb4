import { afterEach, expect, test } from 'vitest';
import { readCallArgument } from '../../src/core/call-argument.ts';
import type { Raw } from '../../src/core/raw.ts';
import type { Simulator } from '../../src/sim/simulator.ts';
import { closeAll, connect, simulator } from './client.ts';

afterEach(closeAll);

const ask = async (
  sim: Simulator,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; json: Raw; text: string }> => {
  const response = await fetch(`${sim.controlUrl}${path}`, {
    method,
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    text,
    json: text.startsWith('{"') && !text.includes('\n') ? (JSON.parse(text) as Raw) : {},
  };
};

test('needs its token or the key', async () => {
  const sim = await simulator();
  const origin = sim.baseUrl.replace('/v1', '');
  expect((await fetch(`${origin}/control/calls`)).status).toBe(401);
  expect(
    (await fetch(`${origin}/control/calls`, { headers: { authorization: 'Bearer nobody' } })).status,
  ).toBe(401);
  expect(
    (await fetch(`${origin}/control/calls`, { headers: { authorization: `Bearer ${sim.apiKey}` } })).status,
  ).toBe(200);
  const token = sim.controlUrl.split('/').at(-1) ?? '';
  expect((await fetch(`${origin}/control/calls?token=${token}`)).status).toBe(200);
  expect((await ask(sim, 'GET', '/nothing')).status).toBe(404);
});

test('has a SIP call ring, and tells of it as the webhook does', async () => {
  const sim = await simulator({ calls: 0, scenario: 'idle' });
  const from = '"Bob" <sip:+15550199@sip.example.net>';
  const { json } = await ask(sim, 'POST', '/calls', { transport: 'sip', from, to: '<sip:x@y>' });
  const id = String(json['call_id']);
  expect(json['webhook']).toMatchObject({
    object: 'event',
    type: 'realtime.call.incoming',
    data: {
      call_id: id,
      sip_headers: [{ name: 'From', value: from }, { name: 'To', value: '<sip:x@y>' }, { name: 'Call-ID' }],
    },
  });
  expect(readCallArgument(JSON.stringify(json['webhook']))).toBe(id);
  const up = await ask(sim, 'POST', '/calls', { transport: 'sip', pending: false });
  expect(up.json).not.toHaveProperty('webhook');
});

test('starts, lists and ends calls', async () => {
  const sim = await simulator({ calls: 1, scenario: 'idle' });
  const started = await ask(sim, 'POST', '/calls', { scenario: 'greeting' });
  expect(started.status).toBe(201);
  const id = String(started.json['call_id']);
  const inline = await ask(sim, 'POST', '/calls', {
    scenario: { script: [{ agent: 'Inline.' }] },
    start: 'now',
  });
  expect(inline.status).toBe(201);
  const list = await ask(sim, 'GET', '/calls');
  expect(list.json).toMatchObject({
    calls: [
      { scenario: 'idle', state: 'live' },
      { call_id: id, scenario: 'greeting' },
      { scenario: 'given' },
    ],
  });
  const client = await connect(sim, `?call_id=${id}`);
  await client.until('response.done');
  await ask(sim, 'DELETE', `/calls/${id}`);
  expect((await client.closed).code).toBe(1000);
  expect((await ask(sim, 'GET', `/calls/${id}`)).json).toMatchObject({ state: 'ended' });
  expect((await ask(sim, 'DELETE', '/calls/rtc_nobody')).status).toBe(404);
});

test('refuses bad scenarios and bad JSON in words', async () => {
  const sim = await simulator();
  const wrong = await ask(sim, 'POST', '/calls', { scenario: { script: [{ jump: 1 }] } });
  expect([wrong.status, wrong.text]).toEqual([400, expect.stringContaining('at script.0: is not a step')]);
  const unknown = await ask(sim, 'POST', '/calls', { scenario: 'nothing' });
  expect([unknown.status, unknown.text]).toEqual([
    400,
    expect.stringMatching(/there is no such scenario: nothing \(the built-in scenarios are: order, /),
  ]);
  expect((await ask(sim, 'POST', '/calls', '[')).status).toBe(400);
});

test('drops sockets, emits events, acts for the app, and returns the log', async () => {
  const sim = await simulator({ scenario: 'idle' });
  const id = sim.calls[0] ?? '';
  const client = await connect(sim);
  await ask(sim, 'POST', `/calls/${id}/emit`, { type: 'something.new', value: 1 });
  expect(await client.until('something.new')).toMatchObject({ value: 1, event_id: expect.any(String) });
  await ask(sim, 'POST', `/calls/${id}/act`, { type: 'response.create' });
  await client.until('response.done');
  await ask(sim, 'POST', `/calls/${id}/drop`);
  expect((await client.closed).code).toBe(1006);
  const log = JSON.parse((await ask(sim, 'GET', `/calls/${id}/log`)).text) as Raw[];
  const lines = (await ask(sim, 'GET', `/calls/${id}/log?format=ndjson`)).text.trim().split('\n');
  expect(lines.map((line) => JSON.parse(line) as Raw)).toEqual(log);
  const sideband = log.filter((frame) => frame['kind'] === 'sideband').map((frame) => frame['text']);
  expect(sideband).toEqual(client.frames);
});

test('bends the simulator or one call while it runs', async () => {
  const sim = await simulator({ calls: 2, scenario: 'idle' });
  await ask(sim, 'POST', '/faults', { faults: ['refuse_upgrades=503x1'] });
  await expect(connect(sim)).rejects.toMatchObject({ status: 503 });
  const set = await ask(sim, 'POST', '/faults', { faults: ['swallow'], call_id: sim.calls[0] });
  expect(set.json).toMatchObject({ swallow: '*', latency_ms: 40 });
  expect((await ask(sim, 'GET', '/faults')).json).toMatchObject({ swallow: null, refuse_upgrades: '503x1' });
  const [deaf, other] = [await connect(sim), await connect(sim, `?call_id=${sim.calls[1] ?? ''}`)];
  for (const client of [deaf, other]) client.send({ type: 'session.update', session: { type: 'realtime' } });
  await other.until('session.updated');
  expect(deaf.frames).toEqual([]);
  expect((await ask(sim, 'POST', '/faults', { faults: ['nothing'] })).status).toBe(400);
  expect((await ask(sim, 'POST', '/faults', { call_id: 'rtc_nobody' })).status).toBe(404);
});

test.each([
  ['/calls', { scenaro: 'idle' }, "Unknown parameter: 'scenaro'."],
  ['/calls', { transport: 'pigeon' }, "Supported values are: 'webrtc' and 'sip'."],
  ['/calls', { start: 'later' }, "Supported values are: 'attach' and 'now'."],
  ['/ring', { call_id: 'rtc_a' }, "Missing required parameter: 'url'."],
  ['/faults', { fault: 'delay_ms' }, "Unknown parameter: 'fault'."],
  ['/faults', { faults: 'delay_ms' }, 'expected an array, but got a string'],
  [
    '/faults',
    { faults: ['latency_ms=77', 'nothing'] },
    'there is no such switch or fault in the simulator: nothing',
  ],
])('%s does not take %j, and does nothing of it', async (path, body, message) => {
  const sim = await simulator({ scenario: 'idle' });
  const { status, text } = await ask(sim, 'POST', path, body);
  expect([status, (JSON.parse(text) as { error: { message: string } }).error.message]).toEqual([
    400,
    expect.stringContaining(message),
  ]);
  expect((await ask(sim, 'GET', '/faults')).json).toMatchObject({ latency_ms: 40, delay_ms: 0 });
  expect(JSON.parse((await ask(sim, 'GET', '/calls')).text)).toMatchObject({
    calls: [{ call_id: sim.calls[0] }],
  });
});
