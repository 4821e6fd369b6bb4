import { existsSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { at, isRaw, type Raw } from '../../src/core/raw.ts';
import { closeAll, connect, request, simulator } from './client.ts';

afterEach(closeAll);

const offer = 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 96\r\n';

const form = (session?: unknown, sdp = offer): FormData => {
  const data = new FormData();
  data.set('sdp', new Blob([sdp], { type: 'application/sdp' }));
  if (session !== undefined)
    data.set('session', new Blob([JSON.stringify(session)], { type: 'application/json' }));
  return data;
};

const keyPaths = (value: unknown, prefix = ''): string[] =>
  isRaw(value)
    ? Object.entries(value).flatMap(([key, one]) => [prefix + key, ...keyPaths(one, `${prefix}${key}.`)])
    : [];

describe('client secrets', () => {
  const recorded = new URL('../../../shared/fixtures/http/recorded.client-secret.json', import.meta.url);
  test.skipIf(!existsSync(recorded))(
    'look like the recorded one (skipped where it is not there)',
    async () => {
      const sim = await simulator();
      const [exchange] = JSON.parse(readFileSync(recorded, 'utf8')) as Raw[];
      const { status, json } = await request(
        sim,
        'POST',
        '/realtime/client_secrets',
        at(exchange, 'request.body'),
      );
      expect(status).toBe(200);
      const real = at(exchange, 'response.body');
      expect(keyPaths(json).toSorted()).toEqual(keyPaths(real).toSorted());
      expect(at(json, 'session.audio')).toEqual(at(real, 'session.audio'));
      // The simulator's clock may run ahead of ours a little: its time is faster.
      expect(Number(json['expires_at']) - Date.now() / 1000).toBeLessThan(90);
      expect(String(json['value'])).toMatch(/^ek_[0-9a-f]{32}$/);
    },
  );

  test.each([
    [
      { expires_after: { anchor: 'created_at', seconds: 9 } },
      'integer_below_min_value',
      'expires_after.seconds',
    ],
    [
      { expires_after: { anchor: 'created_at', seconds: 7201 } },
      'integer_above_max_value',
      'expires_after.seconds',
    ],
    [{ expires_after: { anchor: 'now' } }, 'invalid_value', 'expires_after.anchor'],
    [{ session: { model: 'gpt-realtime' } }, 'missing_required_parameter', 'session.type'],
    [{ session: { type: 'realtime', voice: 'alloy' } }, 'unknown_parameter', 'session.voice'],
    [{ session: { type: 'realtime', model: 'gpt-nope' } }, 'invalid_model', 'session.model'],
    [{ wrong: 1 }, 'unknown_parameter', 'wrong'],
  ])('%j is refused', async (body, code, param) => {
    const sim = await simulator();
    const { status, json } = await request(sim, 'POST', '/realtime/client_secrets', body);
    expect([status, at(json, 'error.code'), at(json, 'error.param')]).toEqual([400, code, param]);
  });

  test('start a plain socket and a call, and nothing else', async () => {
    const sim = await simulator({ scenario: 'idle' });
    const body = { session: { type: 'realtime', model: 'gpt-realtime', instructions: 'Be brief.' } };
    const { json } = await request(sim, 'POST', '/realtime/client_secrets', body);
    const key = String(json['value']);
    const client = await connect(sim, '', { key });
    expect(await client.until('session.created')).toMatchObject({
      session: { model: 'gpt-realtime', instructions: 'Be brief.' },
    });
    const created = await request(sim, 'POST', '/realtime/calls', offer, {
      key,
      headers: { 'content-type': 'application/sdp' },
    });
    expect(created.status).toBe(201);
    expect((await request(sim, 'POST', '/realtime/client_secrets', {}, { key })).status).toBe(401);
  });

  test('run out', async () => {
    const sim = await simulator({ speed: 1000 });
    const body = { expires_after: { anchor: 'created_at', seconds: 10 } };
    const { json } = await request(sim, 'POST', '/realtime/client_secrets', body);
    await new Promise((resolve) => setTimeout(resolve, 30));
    await expect(connect(sim, '', { key: String(json['value']) })).rejects.toMatchObject({ status: 401 });
  });

  test('exist for transcription and translation too', async () => {
    const sim = await simulator();
    const transcription = await request(sim, 'POST', '/realtime/client_secrets', {
      session: { type: 'transcription' },
    });
    expect(transcription.json).toMatchObject({
      session: { object: 'realtime.transcription_session', type: 'transcription' },
    });
    const translation = await request(sim, 'POST', '/realtime/translations/client_secrets', {
      session: { model: 'gpt-realtime-translate', audio: { output: { language: 'fr' } } },
    });
    expect(translation.json).toMatchObject({
      session: { type: 'translation', model: 'gpt-realtime-translate' },
    });
    expect((await request(sim, 'POST', '/realtime/translations/client_secrets', {})).status).toBe(400);
  });
});

describe('calls', () => {
  test('are created from an offer and a session, and can be attached at once', async () => {
    const sim = await simulator();
    const session = {
      type: 'realtime',
      model: 'gpt-realtime',
      instructions: 'Answer in two words.',
      output_modalities: ['text'],
    };
    const { status, headers, text } = await request(sim, 'POST', '/realtime/calls', form(session));
    expect(status).toBe(201);
    expect(headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(headers.get('access-control-expose-headers')).toContain('Location');
    expect(text).toMatch(/^v=0\r\n[^]*a=ice-lite\r\n[^]*opus\/48000\/2/);
    expect(text).not.toContain('webrtc-datachannel');
    const location = headers.get('location') ?? '';
    expect(location).toMatch(/^\/v1\/realtime\/calls\/rtc_u1_[0-9A-Za-z]{32}$/);
    const client = await connect(sim, `?call_id=${location.split('/').at(-1) ?? ''}`);
    client.send({ type: 'session.update', session: { type: 'realtime' } });
    expect(await client.until('session.updated')).toMatchObject({ session });
    expect(client.types()).toEqual(['session.updated']);
  });

  test('answer a data channel only when one is offered', async () => {
    const sim = await simulator();
    const data = `${offer}m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n`;
    const { text } = await request(sim, 'POST', '/realtime/calls', form(undefined, data));
    expect(text).toContain('m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n');
  });

  test('hand the offer to the media leg that is plugged in', async () => {
    const seen: string[] = [];
    const media = {
      answer: (sdp: string) => {
        seen.push(sdp);
        return Promise.resolve({ sdp: 'v=0\r\nanswer' });
      },
    };
    const sim = await simulator({ media });
    const { text } = await request(sim, 'POST', '/realtime/calls', form());
    expect(text).toBe('v=0\r\nanswer');
    expect(seen).toEqual([offer]);
  });

  test.each([
    [
      'an unknown key of the session',
      form({ type: 'realtime', colour: 1 }),
      'unknown_parameter',
      'session.colour',
    ],
    ['no session type', form({ model: 'gpt-realtime' }), 'missing_required_parameter', 'session.type'],
    ['no offer', new FormData(), 'missing_required_parameter', 'sdp'],
    ['what is no offer', form(undefined, 'hello'), 'invalid_offer', 'sdp'],
  ])('%s is refused', async (_name, body, code, param) => {
    const sim = await simulator();
    const { status, json } = await request(sim, 'POST', '/realtime/calls', body);
    expect([status, at(json, 'error.code'), at(json, 'error.param')]).toEqual([400, code, param]);
  });

  test('multipart without a boundary is refused', async () => {
    const sim = await simulator();
    const headers = { 'content-type': 'multipart/form-data' };
    expect((await request(sim, 'POST', '/realtime/calls', 'x', { headers })).status).toBe(400);
  });
});

describe('hangup', () => {
  test('ends the call for every socket; the second time there is none', async () => {
    const sim = await simulator({ scenario: 'idle' });
    const [one, two] = [await connect(sim), await connect(sim)];
    const path = `/realtime/calls/${sim.calls[0] ?? ''}/hangup`;
    const { status, text, headers } = await request(sim, 'POST', path);
    expect([status, text, headers.get('content-length')]).toEqual([200, '', '0']);
    expect(await one.closed).toEqual({ code: 1000, reason: '' });
    expect(await two.closed).toEqual({ code: 1000, reason: '' });
    const again = await request(sim, 'POST', path);
    expect(again.status).toBe(404);
    expect(JSON.parse(again.text)).toEqual({
      error: {
        message: 'No session found for the provided call_id',
        type: 'invalid_request_error',
        code: 'call_id_not_found',
        param: '',
      },
    });
    await expect(connect(sim)).rejects.toMatchObject({ status: 404 });
  });

  test.each([
    ['1001', 1001],
    ['1006', 1006],
  ])('closes with %s by a switch', async (how, code) => {
    const sim = await simulator({ scenario: 'idle', faults: [`close_on_hangup=${how}`] });
    const client = await connect(sim);
    await request(sim, 'POST', `/realtime/calls/${sim.calls[0] ?? ''}/hangup`);
    expect((await client.closed).code).toBe(code);
  });
});

describe('SIP calls', () => {
  const ringing = async (
    faults: readonly string[] = [],
  ): Promise<{ sim: Awaited<ReturnType<typeof simulator>>; id: string }> => {
    const sim = await simulator({ scenario: 'idle', calls: 0, faults });
    const { json } = await request(sim, 'POST', '/../control/calls', { transport: 'sip' });
    return { sim, id: String(json['call_id']) };
  };
  const verb = (
    sim: Awaited<ReturnType<typeof simulator>>,
    id: string,
    name: string,
    body: unknown,
  ): ReturnType<typeof request> => request(sim, 'POST', `/realtime/calls/${id}/${name}`, body);

  test('ring, are accepted, and can be attached a moment later', async () => {
    const { sim, id } = await ringing(['attach_404_ms_after_accept=600000']);
    await expect(connect(sim, `?call_id=${id}`)).rejects.toMatchObject({ status: 404 });
    const body = { type: 'realtime', model: 'gpt-realtime', instructions: 'Be kind.' };
    expect((await verb(sim, id, 'accept', body)).status).toBe(200);
    await expect(connect(sim, `?call_id=${id}`)).rejects.toMatchObject({ status: 404 });
    sim.fault('attach_404_ms_after_accept=0');
    const client = await connect(sim, `?call_id=${id}`);
    client.send({ type: 'session.update', session: { type: 'realtime' } });
    expect(await client.until('session.updated')).toMatchObject({ session: body });
    expect((await verb(sim, id, 'accept', body)).status).toBe(409);
  });

  test('refuse a bad body with 400, or say 200 and die', async () => {
    const { sim, id } = await ringing();
    expect((await verb(sim, id, 'accept', { model: 'gpt-realtime' })).json).toMatchObject({
      error: { param: 'type' },
    });
    const tuned = {
      type: 'realtime',
      audio: { input: { turn_detection: { type: 'server_vad', threshold: 0.6 } } },
    };
    expect((await verb(sim, id, 'accept', tuned)).json).toMatchObject({
      error: { code: 'unknown_parameter', param: 'audio.input.turn_detection.threshold' },
    });
    sim.fault('accept_bad_payload=200_then_dead');
    expect((await verb(sim, id, 'accept', { model: 'gpt-realtime' })).status).toBe(200);
    expect((await verb(sim, id, 'hangup', undefined)).status).toBe(404);
  });

  test('are rejected while they ring', async () => {
    const { sim, id } = await ringing();
    expect((await verb(sim, id, 'reject', { status_code: 12 })).status).toBe(400);
    expect((await verb(sim, id, 'reject', { status_code: 486 })).status).toBe(200);
    expect((await verb(sim, id, 'accept', { type: 'realtime' })).status).toBe(404);
  });

  test('leave when they are referred, or do not, or fail', async () => {
    const { sim, id } = await ringing(['attach_404_ms_after_accept=0', 'refer_result=500']);
    await verb(sim, id, 'accept', { type: 'realtime' });
    const client = await connect(sim, `?call_id=${id}`);
    expect((await verb(sim, id, 'refer', {})).json).toMatchObject({ error: { param: 'target_uri' } });
    expect((await verb(sim, id, 'refer', { target_uri: 'mailto:x' })).status).toBe(400);
    const target = { target_uri: 'tel:+14155550123' };
    expect((await verb(sim, id, 'refer', target)).status).toBe(500);
    sim.fault('refer_result=silent');
    expect((await verb(sim, id, 'refer', target)).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect(client.socket.readyState).toBe(1);
    sim.fault('refer_result=ok');
    expect((await verb(sim, id, 'refer', target)).status).toBe(200);
    expect((await client.closed).code).toBe(1000);
  });
});

describe('requests about a call', () => {
  const about = async (fault: string) => {
    const sim = await simulator({ scenario: 'idle', faults: [fault] });
    const id = sim.calls[0] ?? '';
    const state = async () => at((await request(sim, 'GET', `/../control/calls/${id}`)).json, 'state');
    const log = () =>
      sim.log(id).flatMap(({ kind, dir, text }) => (kind === 'rest' ? [`${dir} ${text}`] : []));
    return { sim, path: `/realtime/calls/${id}/hangup`, state, log };
  };

  test('are in its log with what they were answered', async () => {
    const { sim, path, state, log } = await about('rest_status=503x1');
    await request(sim, 'POST', path);
    expect(await state()).toBe('live');
    await request(sim, 'POST', path, { some: 'body' });
    expect(await state()).toBe('ended');
    expect(log()).toEqual([
      `in POST ${path}`,
      'out HTTP 503',
      `in POST ${path} {"some":"body"}`,
      'out HTTP 200',
    ]);
  });

  test('may be carried out and lose their answer', async () => {
    const { sim, path, state, log } = await about('rest_reply=lost');
    await expect(request(sim, 'POST', path)).rejects.toThrow();
    expect(await state()).toBe('ended');
    expect(log()).toEqual([`in POST ${path}`, 'out no answer']);
  });

  test('may be neither carried out nor answered', async () => {
    const { sim, path, state, log } = await about('rest_reply=swallowed');
    const asked = request(sim, 'POST', path).then(
      () => 'answered',
      () => 'cut',
    );
    await expect.poll(log).toEqual([`in POST ${path}`, 'out no answer']);
    expect(await state()).toBe('live');
    await sim.close();
    expect(await asked).toBe('cut');
  });
});

describe('everything else', () => {
  test('wrong keys, wrong paths and wrong methods', async () => {
    const sim = await simulator();
    const path = '/realtime/client_secrets';
    const wrong = await request(sim, 'POST', path, {}, { key: 'nobody' });
    expect([wrong.status, at(wrong.json, 'error.code')]).toEqual([401, 'invalid_api_key']);
    expect(wrong.text).not.toContain('nobody');
    const none = await request(sim, 'POST', path, {}, { key: '' });
    expect([none.status, at(none.json, 'error.code'), at(none.json, 'error.message')]).toEqual([
      401,
      null,
      'Missing bearer or basic authentication in header',
    ]);
    expect((await request(sim, 'GET', path)).status).toBe(405);
    expect((await request(sim, 'POST', '/realtime/nothing', {})).status).toBe(404);
    expect((await request(sim, 'POST', '/realtime/calls/rtc_nobody/hangup')).status).toBe(404);
    expect(
      (await request(sim, 'POST', path, '{', { headers: { 'content-type': 'application/json' } })).status,
    ).toBe(400);
    expect(at((await request(sim, 'GET', '/models')).json, 'data.0.id')).toBe('gpt-realtime-2.1');
  });

  test('requests fail as often as the fault says', async () => {
    const sim = await simulator({ faults: ['rest_status=503x2'] });
    const statuses: number[] = [];
    for (let count = 0; count < 3; count += 1) statuses.push((await request(sim, 'GET', '/models')).status);
    expect(statuses).toEqual([503, 503, 200]);
  });
});
