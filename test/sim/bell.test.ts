import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import OpenAI from 'openai';
import { afterEach, describe, expect, it } from 'vitest';
import type { Simulator } from '../../src/sim/simulator.ts';
import { until } from '../e2e/program.ts';
import { newSecret } from '../signed-webhook.ts';
import { control } from '../sim-control.ts';
import { closeAll, request, simulator } from './client.ts';

const servers: Server[] = [];
afterEach(async () => {
  await closeAll();
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

/** A server that answers webhooks with these statuses, then with 200, and keeps what came. */
const app = async (...statuses: number[]) => {
  const came: { headers: IncomingHttpHeaders; body: string }[] = [];
  const server = createServer((incoming, response) => {
    let body = '';
    incoming.setEncoding('utf8').on('data', (piece: string) => (body += piece));
    incoming.on('end', () => {
      came.push({ headers: incoming.headers, body });
      response.writeHead(statuses.shift() ?? 200, { location: '/elsewhere' }).end();
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, came };
};

/** What OpenAI's own package says of a delivery. */
const unwrapped = (sim: Simulator, { headers, body }: { headers: IncomingHttpHeaders; body: string }) =>
  new OpenAI({ apiKey: 'none' }).webhooks.unwrap(body, headers, sim.webhookSecret);

describe('a call that rings', () => {
  it("is told of in a way that OpenAI's own package believes", async () => {
    const sim = await simulator({ calls: 0 });
    const { url, came } = await app();
    const rung = await sim.ring(url, { from: '"Bob" <sip:+15550199@sip.example.net>' });
    expect(rung).toMatchObject({ status: 200, webhook_id: expect.stringMatching(/^wh_[0-9a-f]{32}$/) });
    expect(came).toHaveLength(1);
    const event = await unwrapped(sim, came[0]!);
    expect(event).toEqual(rung.webhook);
    expect(event).toMatchObject({ type: 'realtime.call.incoming', data: { call_id: rung.call_id } });
    expect(came[0]?.headers['user-agent']).toMatch(/^OpenAI\//);
    await expect(unwrapped(sim, { ...came[0]!, body: `${came[0]!.body} ` })).rejects.toThrow();
  });

  it('is told of again, under the same id, until somebody answers 2xx', async () => {
    const sim = await simulator({ calls: 0 });
    const { url, came } = await app(500, 302, 404);
    const { status, webhook_id } = await sim.ring(url);
    expect(status).toBe(500);
    await until(() => came.length === 4);
    expect(new Set(came.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([webhook_id]));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(came).toHaveLength(4);
  });

  it('is told of so often and no more, also when nobody is there', async () => {
    const sim = await simulator({ calls: 0, faults: ['webhook_attempts=2'] });
    const { url, came } = await app(500, 500, 500);
    await sim.ring(url);
    await until(() => came.length === 2);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(came).toHaveLength(2);
    expect(await sim.ring('http://127.0.0.1:1/')).toMatchObject({ status: null });
  });

  it('rings at this machine only', async () => {
    const sim = await simulator({ calls: 0 });
    for (const url of ['https://example.com/', 'http://10.0.0.1/', 'ftp://127.0.0.1/', 'x', '']) {
      await expect(sim.ring(url), url).rejects.toMatchObject({ kind: 'usage' });
    }
    await expect(control(sim, 'POST', '/ring', { url: 'https://example.com/' })).rejects.toThrow('400');
    expect(await control(sim, 'GET', '/calls')).toEqual({ calls: [] });
  });

  it('misbehaves on demand', async () => {
    const { url, came } = await app();
    const rings = async (...faults: string[]) => {
      const sim = await simulator({ calls: 0, faults });
      came.length = 0;
      await sim.ring(url);
      return { sim, first: came[0]! };
    };
    const altered = await rings('webhook_altered');
    await expect(unwrapped(altered.sim, altered.first)).rejects.toThrow(/signature/);
    const old = await rings('webhook_age_s=400');
    await expect(unwrapped(old.sim, old.first)).rejects.toThrow(/old/);
    const rotation = await rings('webhook_rotation');
    expect(rotation.first.headers['webhook-signature']).toMatch(/^v1,\S{44} v1,\S{44}$/);
    await unwrapped(rotation.sim, rotation.first);
    await rings('webhook_twice');
    expect(came).toHaveLength(2);
    expect(came[1]?.headers['webhook-id']).toBe(came[0]?.headers['webhook-id']);
  });

  it('can be one that rings already; a caller who is not answered gives up', async () => {
    const sim = await simulator({ calls: 0, faults: ['ring_for_s=2'] });
    const { url, came } = await app();
    const made = (await control(sim, 'POST', '/calls', { transport: 'sip' })) as { call_id: string };
    const rung = await control(sim, 'POST', '/ring', { url, call_id: made.call_id, from: 'sip:x@y' });
    expect(rung).toMatchObject({ call_id: made.call_id, status: 200 });
    expect(came[0]?.body).toContain('"value":"sip:x@y"');
    const path = `/realtime/calls/${made.call_id}/accept`;
    await until(
      async () => (await request(sim, 'POST', path, { type: 'realtime', model: 'no' })).status === 404,
    );
    await expect(control(sim, 'POST', '/ring', { url, call_id: made.call_id })).rejects.toThrow('404');
  });

  it('tells the secret that was made, and not one that was given', async () => {
    const made = await simulator({ calls: 0 });
    expect(made.ready.webhook_secret).toBe(made.webhookSecret);
    expect(made.webhookSecret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const webhookSecret = newSecret();
    const given = await simulator({ calls: 0, webhookSecret });
    expect(JSON.stringify(given.ready)).not.toContain(webhookSecret);
  });
});
