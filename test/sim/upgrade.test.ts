import { existsSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { isRaw, type Raw } from '../../src/core/raw.ts';
import { closeAll, connect, errorOf, simulator, type Client } from './client.ts';

afterEach(closeAll);

const noCall =
  '{"error":{"message":"No session found for the provided call_id","type":"invalid_request_error","code":"call_id_not_found","param":""}}';

describe('attaching', () => {
  test('says nothing at first: no session.created, no history', async () => {
    const sim = await simulator({ scenario: 'greeting' });
    const first = await connect(sim);
    await first.until('response.done');
    const second = await connect(sim);
    second.send({ type: 'session.update', session: { type: 'realtime' } });
    await second.until('session.updated');
    expect(second.types().slice(0, 1)).toEqual(['session.updated']);
  });

  test('takes the key as a subprotocol too', async () => {
    const sim = await simulator({ scenario: 'idle' });
    const protocols = ['realtime', `openai-insecure-api-key.${sim.apiKey}`];
    const client = await connect(sim, undefined, { protocols });
    expect(client.socket.protocol).toBe('realtime');
    expect(client.socket.extensions).toBe('');
  });

  test.each([
    ['an unknown call', '?call_id=rtc_nobody', {}, 404, noCall],
    ['a wrong key', undefined, { key: 'nobody' }, 401, 'invalid_api_key'],
    ['no key', undefined, { key: '' }, 401, 'Missing bearer or basic authentication in header'],
  ])('%s is refused by HTTP', async (_name, query, more, status, body) => {
    const sim = await simulator();
    await expect(connect(sim, query, more)).rejects.toMatchObject({
      status,
      body: expect.stringContaining(body),
    });
  });

  test('another path is refused', async () => {
    const sim = await simulator();
    await expect(connect({ ...sim, baseUrl: `${sim.baseUrl}/live` })).rejects.toMatchObject({ status: 404 });
  });

  test('an unknown call has no body by a switch', async () => {
    const sim = await simulator({ faults: ['attach_404_body=empty'] });
    await expect(connect(sim, '?call_id=rtc_nobody')).rejects.toMatchObject({ status: 404, body: '' });
  });

  test('upgrades are refused as often as the fault says', async () => {
    const sim = await simulator({ faults: ['refuse-upgrades=429x2'] });
    for (let count = 0; count < 2; count += 1)
      await expect(connect(sim)).rejects.toMatchObject({ status: 429 });
    await connect(sim);
  });

  test('redirects and silence', async () => {
    const sim = await simulator({ faults: ['redirect_upgrades'] });
    await expect(connect(sim)).rejects.toMatchObject({ status: 307 });
    const silent = await simulator({ faults: ['hang_upgrades=1'] });
    const late = connect(silent).then(
      () => 'open',
      () => 'refused',
    );
    expect(
      await Promise.race([late, new Promise((resolve) => setTimeout(() => resolve('waiting'), 60))]),
    ).toBe('waiting');
    await connect(silent);
  });

  test('a client secret may attach, unless a switch says no', async () => {
    const sim = await simulator({ scenario: 'idle' });
    const response = await fetch(`${sim.baseUrl}/realtime/client_secrets`, {
      method: 'POST',
      headers: { authorization: `Bearer ${sim.apiKey}` },
    });
    const { value } = (await response.json()) as { value: string };
    await connect(sim, undefined, { key: value });
    sim.fault('ek_on_sideband=reject');
    await expect(connect(sim, undefined, { key: value })).rejects.toMatchObject({ status: 401 });
  });
});

describe('refusals that come as 101, error and a close', () => {
  const probe = new URL('../../../shared/fixtures/wire-probe.json', import.meta.url);

  const ended = async (client: Client): Promise<{ error: Raw; code: number; reason: string }> => {
    const closed = await client.closed;
    return { error: errorOf(client.events[0] ?? {}), ...closed };
  };

  test('bad model, no model, beta header, and by a switch the key', async () => {
    const sim = await simulator({ faults: ['auth_101'] });
    const ends = [
      await ended(await connect(sim, undefined, { key: 'nobody' })),
      await ended(await connect(sim, undefined, { key: '' })),
      await ended(await connect(sim, '?model=gpt-nope')),
      await ended(await connect(sim, '')),
      await ended(await connect(sim, undefined, { headers: { 'openai-beta': 'realtime=v1' } })),
    ];
    expect(ends.map(({ code, reason }) => [code, reason])).toEqual([
      [3000, 'invalid_request_error.invalid_api_key'],
      [3000, 'invalid_request_error'],
      [4000, 'invalid_request_error.invalid_model'],
      [4000, 'invalid_request_error.missing_model'],
      [4000, 'invalid_request_error.beta_api_shape_disabled'],
    ]);
    for (const { error } of ends)
      expect(error).toMatchObject({ type: 'invalid_request_error', param: null, event_id: null });
    if (!existsSync(probe)) return;
    const { connect_failures: rows } = JSON.parse(readFileSync(probe, 'utf8')) as {
      connect_failures: { frames: Raw[]; close: { code: number; reason: string } }[];
    };
    expect(rows.map((row) => [row.close.code, row.close.reason])).toEqual(
      ends.map(({ code, reason }) => [code, reason]),
    );
    const codes = rows.map((row) => (isRaw(row.frames[0]) ? errorOf(row.frames[0])['code'] : undefined));
    expect(codes).toEqual(ends.map(({ error }) => error['code']));
  });

  test('an unknown call, by a switch', async () => {
    const sim = await simulator({ faults: ['unknown_call_form=101'] });
    const { error, code } = await ended(await connect(sim, '?call_id=rtc_nobody'));
    expect([error['code'], error['param'], code]).toEqual(['call_id_not_found', null, 4000]);
  });
});

test('the session of a plain socket ends with it', async () => {
  const sim = await simulator();
  const client = await connect(sim, '?model=gpt-realtime');
  await client.until('session.created');
  const states = async (): Promise<string[]> => {
    const { calls } = (await (await fetch(`${sim.controlUrl}/calls`)).json()) as {
      calls: { state: string; transport: string }[];
    };
    return calls.filter((call) => call.transport === 'websocket').map((call) => call.state);
  };
  expect(await states()).toEqual(['live']);
  client.close();
  await client.closed;
  await expect.poll(states).toEqual(['ended']);
});

test('a transcription session has no responses', async () => {
  const sim = await simulator();
  const client = await connect(sim, '?intent=transcription');
  expect(await client.until('session.created')).toMatchObject({
    session: { object: 'realtime.transcription_session' },
  });
  client.send({ type: 'response.create' });
  await client.until('error');
});
