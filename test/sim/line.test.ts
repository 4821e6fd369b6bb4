import { afterEach, describe, expect, test } from 'vitest';
import { closeAll, connect, simulator, type Client } from './client.ts';

afterEach(closeAll);

const update = { type: 'session.update', session: { type: 'realtime' } };

const updates = async (client: Client, count: number): Promise<void> => {
  for (let sent = 0; sent < count; sent += 1) client.send({ ...update, event_id: `u${sent}` });
};

const withFaults = async (
  ...faults: readonly string[]
): Promise<{ sim: Awaited<ReturnType<typeof simulator>>; client: Client }> => {
  const sim = await simulator({ scenario: 'idle', faults: ['latency_ms=1', ...faults] });
  return { sim, client: await connect(sim) };
};

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 60));

describe('faults of a socket', () => {
  test('drop after N frames: the second socket of the call is spared', async () => {
    const { sim, client } = await withFaults('drop_after_frames=2');
    await updates(client, 3);
    expect((await client.closed).code).toBe(1006);
    expect(client.events).toHaveLength(2);
    const again = await connect(sim);
    await updates(again, 4);
    await again.until('session.updated', () => again.events.length === 4);
  });

  test('a clean close; the call goes on', async () => {
    const { sim, client } = await withFaults('close_after_frames=1', 'close_code=1001');
    await updates(client, 1);
    expect((await client.closed).code).toBe(1001);
    await connect(sim);
  });

  test('half open: neither frames nor pongs', async () => {
    const { client } = await withFaults('half_open_after_frames=1');
    let pongs = 0;
    client.socket.on('pong', () => {
      pongs += 1;
    });
    await updates(client, 1);
    await client.until('session.updated');
    await settled();
    await updates(client, 3);
    client.socket.ping();
    await settled();
    expect([client.events.length, pongs, client.socket.readyState]).toEqual([1, 0, 1]);
  });

  test('the call ends: with a close, or with nothing at all', async () => {
    const { sim, client } = await withFaults('end_after_frames=1');
    await updates(client, 2);
    expect((await client.closed).code).toBe(1000);
    await expect(connect(sim)).rejects.toMatchObject({ status: 404 });
    const gone = await withFaults('vanish_after_frames=1');
    await updates(gone.client, 2);
    await gone.client.until('session.updated');
    await settled();
    expect([gone.client.events.length, gone.client.socket.readyState]).toEqual([1, 1]);
    await expect(connect(gone.sim)).rejects.toMatchObject({ status: 404 });
  });

  test('strange frames after the second', async () => {
    const { client } = await withFaults(
      'garbage_frame',
      'binary_frame',
      'unknown_type',
      'oversize_frame=100000',
      'stray_error',
    );
    await updates(client, 3);
    await client.until('session.updated', () => client.frames.length === 8);
    expect(client.types()).toEqual([
      'session.updated',
      'session.updated',
      'garbage',
      'binary',
      'response.telepathy.delta',
      'session.padding',
      'error',
      'session.updated',
    ]);
    expect(client.frames[5]?.length).toBeGreaterThan(100_000);
  });

  test('frames twice, out of order, late, and without ids', async () => {
    const twice = await withFaults('duplicate=2');
    await updates(twice.client, 2);
    await twice.client.until('session.updated', () => twice.client.frames.length === 3);
    expect(twice.client.frames[1]).toBe(twice.client.frames[2]);

    const swapped = await withFaults('reorder=2');
    const message = (id: string): unknown => ({
      type: 'conversation.item.create',
      item: { id, type: 'message', role: 'user', content: [{ type: 'input_text', text: id }] },
    });
    swapped.client.send(message('a'));
    swapped.client.send(message('b'));
    await swapped.client.until('conversation.item.added', () => swapped.client.events.length >= 3);
    expect(swapped.client.types().slice(0, 3)).toEqual([
      'conversation.item.added',
      'conversation.item.added',
      'conversation.item.done',
    ]);

    const late = await withFaults('delay_ms=2000', 'no_event_id');
    await updates(late.client, 1);
    await late.client.until('session.updated');
    expect(Object.keys(late.client.events[0] ?? {})).toEqual(['type', 'session']);
    const [asked, told] = late.sim.log(late.sim.calls[0]).filter((frame) => frame.kind === 'sideband');
    expect((told?.at_ms ?? 0) - (asked?.at_ms ?? 0)).toBeGreaterThanOrEqual(2000);
  });

  test('pings at the interval of the switch', async () => {
    const { client } = await withFaults('ping_interval_s=1');
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(client.pings()).toBeGreaterThan(1);
    const { client: calm } = await withFaults('ping_interval_s=0');
    await settled();
    expect(calm.pings()).toBe(0);
  });

  test('client events that are swallowed, or take effect unseen', async () => {
    const { client, sim } = await withFaults(
      'swallow=response.create',
      'unacknowledged=conversation.item.create',
    );
    client.send({ type: 'response.create' });
    const item = { id: 'x', type: 'message', role: 'user', content: [{ type: 'input_text', text: 'hi' }] };
    client.send({ type: 'conversation.item.create', item });
    client.send({ type: 'conversation.item.retrieve', item_id: 'x' });
    await client.until('conversation.item.retrieved');
    expect(client.types()).toEqual(['conversation.item.retrieved']);
    expect(sim.log(sim.calls[0]).filter((frame) => frame.dir === 'in')).toHaveLength(3);
  });

  test('errors that do not say whose, and errors for everybody', async () => {
    const { client } = await withFaults('error_event_id_echo=null_on_delete');
    client.send({ type: 'conversation.item.delete', item_id: 'x', event_id: 'mine' });
    expect(await client.until('error')).toMatchObject({ error: { event_id: null } });
    const { client: one, sim } = await withFaults('fanout_errors=all');
    const two = await connect(sim);
    one.send({ type: 'nope' });
    expect(await two.until('error')).toEqual(await one.until('error'));
  });

  test('a session that runs out: 1001 with its reason, and by a switch an error before', async () => {
    const { client } = await withFaults('expires_after_s=1', 'expiry_error');
    expect(await client.closed).toEqual({
      code: 1001,
      reason: 'Your session hit the maximum duration of 60 minutes.',
    });
    expect(client.events.at(-1)).toMatchObject({ error: { code: 'session_expired' } });
  });

  test('responses that fail', async () => {
    const { client } = await withFaults('fail_responses=rate_limit_exceeded');
    client.send({ type: 'response.create' });
    expect(await client.until('response.done')).toMatchObject({
      response: {
        status: 'failed',
        status_details: { type: 'failed', error: { code: 'rate_limit_exceeded' } },
      },
    });
  });

  test('session.created and audio on a sideband, by switches', async () => {
    const sim = await simulator({
      scenario: 'greeting',
      faults: ['session_created_on_sideband', 'conversation_created', 'sideband_audio_deltas'],
    });
    const client = await connect(sim);
    await client.until('response.done');
    expect(client.types().slice(0, 2)).toEqual(['session.created', 'conversation.created']);
    expect(client.types()).toContain('response.output_audio.delta');
  });
});

test('frames that are late do not come after the end', async () => {
  const { sim, client } = await withFaults('delay_ms=1000');
  await updates(client, 1);
  await new Promise((resolve) => setTimeout(resolve, 15));
  sim.endCall(sim.calls[0] ?? '', 'vanished');
  await new Promise((resolve) => setTimeout(resolve, 120));
  expect(client.frames).toEqual([]);
});

test('nobody is told: the caller leaves, or somebody hangs up', async () => {
  const { sim, client } = await withFaults('peer_gone_notifies=off', 'close_on_hangup=none');
  sim.endCall(sim.calls[0] ?? '', 'caller');
  await settled();
  expect([client.socket.readyState, client.frames]).toEqual([1, []]);
  await expect(connect(sim)).rejects.toMatchObject({ status: 404 });
  const id = sim.startCall('idle');
  const other = await connect(sim, `?call_id=${id}`);
  sim.endCall(id, 'hangup');
  await settled();
  expect(other.socket.readyState).toBe(1);
});

test('the log holds every frame of every socket, byte for byte', async () => {
  const sim = await simulator({ scenario: 'order' });
  const [one, two] = [await connect(sim), await connect(sim)];
  one.sendText('{ "type":"nope" }');
  one.sendText(Buffer.from([1, 2]));
  await one.until('response.done', (event) => JSON.stringify(event).includes('see you soon'));
  await settled();
  const log = sim.log(sim.calls[0]);
  const out = (socket: number): string[] =>
    log.filter((frame) => frame.socket === socket && frame.dir === 'out').map((frame) => frame.text);
  expect(out(1).slice(0, one.frames.length)).toEqual(one.frames);
  expect(out(2).slice(0, two.frames.length)).toEqual(two.frames);
  const received = log.filter((frame) => frame.socket === 1 && frame.dir === 'in');
  expect(received.map((frame) => [frame.text, frame.binary])).toEqual([
    ['{ "type":"nope" }', undefined],
    ['AQI=', true],
  ]);
  expect(log.some((frame) => frame.kind === 'peer' && frame.dir === 'in')).toBe(true);
});
