import { afterEach, expect, test } from 'vitest';
import { loadScenario } from '../../src/sim/load-scenario.ts';
import type { Scenario } from '../../src/sim/scenario.ts';
import type { Simulator } from '../../src/sim/simulator.ts';
import { closeAll, connect, request, simulator } from './client.ts';

afterEach(closeAll);

/** A simulator with a call whose scenario sets switches, beside one that sets none. */
const bent = async (
  set: Record<string, string | number | boolean>,
  more: Partial<Scenario> = {},
): Promise<{ sim: Simulator; id: string; query: string; path: string }> => {
  const sim = await simulator({ scenario: 'idle' });
  const id = sim.startCall({ ...(await loadScenario('idle')), ...more, switches: set });
  return { sim, id, query: `?call_id=${id}`, path: `/realtime/calls/${id}` };
};

test('the switches of a scenario hold for who attaches to its calls, and for nobody else', async () => {
  const { sim, query } = await bent({ refuse_upgrades: '503x1', ek_on_sideband: 'reject' });
  await connect(sim);
  await expect(connect(sim, query)).rejects.toMatchObject({ status: 503 });
  await connect(sim, query);
  const { json } = await request(sim, 'POST', '/realtime/client_secrets', {});
  const key = String(json['value']);
  await connect(sim, undefined, { key });
  await expect(connect(sim, query, { key })).rejects.toMatchObject({ status: 401 });
});

test('and for what is asked of them over REST', async () => {
  const { sim, path, query } = await bent(
    { accept_bad_payload: '200_then_dead', attach_404_body: 'empty', rest_status: '429x1' },
    { transport: 'sip' },
  );
  await expect(connect(sim, query)).rejects.toMatchObject({ status: 404, body: '' });
  await expect(connect(sim, '?call_id=rtc_nobody')).rejects.toMatchObject({
    status: 404,
    body: expect.stringContaining('call_id_not_found'),
  });
  const bad = { type: 'realtime', nothing: 1 };
  expect((await request(sim, 'POST', '/realtime/client_secrets', {})).status).toBe(200);
  expect((await request(sim, 'POST', `${path}/accept`, bad)).status).toBe(429);
  expect((await request(sim, 'POST', `${path}/accept`, bad)).status).toBe(200);
  expect((await request(sim, 'POST', `${path}/accept`, bad)).status).toBe(404);
});

test('a switch of one call does too', async () => {
  const { sim, id, path } = await bent({});
  sim.fault('rest_reply=lost', id);
  await expect(request(sim, 'POST', `${path}/hangup`)).rejects.toThrow();
  expect((await request(sim, 'POST', `/realtime/calls/${sim.calls[0] ?? ''}/hangup`)).status).toBe(200);
});
