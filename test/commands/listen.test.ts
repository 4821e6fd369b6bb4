import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Simulator } from '../../src/sim/simulator.ts';
import { run } from '../context.ts';
import { until } from '../e2e/program.ts';
import { incoming, newSecret, signed } from '../signed-webhook.ts';
import { closeAll, simulator } from '../sim/client.ts';
import { listening } from './at-door.ts';
import { requests } from './ringing.ts';

const folders: string[] = [];
afterEach(async () => {
  await closeAll();
  for (const path of folders.splice(0)) rmSync(path, { recursive: true });
});
const folder = (): string => {
  const path = mkdtempSync(join(tmpdir(), 'rt-listen-'));
  folders.push(path);
  return path;
};

const session = '{"type":"realtime","model":"gpt-realtime-2.1"}';
const rung = async (sim: Simulator, url: string, from?: string): Promise<string> => {
  const { call_id: id, status } = await sim.ring(url, from === undefined ? {} : { from });
  expect(status).toBe(200);
  return id;
};
const post = async (url: string, headers: Record<string, string>, body: string): Promise<number> =>
  (await fetch(url, { method: 'POST', headers, body })).status;
const lines = (text: string): Record<string, unknown>[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('listen', () => {
  it('prints the calls that ring, the id first, whoever calls, and does nothing to them', async () => {
    const sim = await simulator({ calls: 0 });
    const at = await listening(sim, []);
    expect(at.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    const first = await rung(sim, at.url);
    const second = await rung(sim, at.url, '"\u001b[2J\nrtc_false" <sip:+15550199@x>');
    at.leave();
    const { code, stdout, stderr } = await at.ended;
    expect(stdout).toBe(
      `${first}  from Ann +15550100\n${second}  from \\u{1b}[2J\\u{a}rtc_false +15550199\n`,
    );
    expect(stderr).toBe(`listening on ${at.url}\n2 calls\n`);
    expect(code).toBe(130);
    expect(requests(sim, first)).toEqual([]);
  });

  it('needs no key for that, and remembers the calls as announced', async () => {
    const sim = await simulator({ calls: 0 });
    const env = { XDG_STATE_HOME: folder(), OPENAI_API_KEY: '' };
    const at = await listening(sim, ['--max', '1'], { env });
    const id = await rung(sim, at.url);
    expect(await at.ended).toMatchObject({ code: 0 });
    const known = await run(['calls', '--json'], { env });
    expect(lines(known.stdout)).toMatchObject([
      { call_id: id, state: 'announced', caller: 'Ann +15550100', base_url: sim.baseUrl, attached: [] },
    ]);
  });

  it('accepts each call once, and watches them side by side', async () => {
    const sim = await simulator({ calls: 0, scenario: 'greeting', faults: ['webhook_twice'] });
    const at = await listening(sim, ['--accept', session, '--attach', '--json']);
    const ids = [await rung(sim, at.url), await rung(sim, at.url)];
    await until(() => ids.every((id) => at.heard().includes(`attached to ${id}`)));
    await until(() => ids.every((id) => sim.log(id).some(({ text }) => text.includes('"response.done"'))));
    await until(() => at.heard().split('confirmed: the call is up').length === 3);
    await until(() => at.heard().includes('nothing is done twice'));
    for (const id of ids) sim.endCall(id);
    await until(() => at.heard().split('(close code 1000)').length === 3, 'both ends');
    at.leave();
    const { code, stdout } = await at.ended;
    expect(code).toBe(130);
    for (const id of ids) {
      expect(requests(sim, id)).toEqual([`POST /accept ${session}`, 'HTTP 200']);
      const records = lines(stdout).filter((one) => one['call_id'] === id);
      expect(records[0]).toMatchObject({ kind: 'incoming', caller: 'Ann +15550100' });
      expect(records).toContainEqual(expect.objectContaining({ kind: 'outcome', outcome: 'confirmed' }));
      expect(records.at(-1)).toMatchObject({ kind: 'end', reason: 'ended', frames: { out: 0 } });
    }
    expect(lines(stdout)[0]).toMatchObject({ kind: 'ready', url: at.url });
    expect(lines(stdout).at(-1)).toMatchObject({
      kind: 'end',
      calls: 2,
      refused: { again: 2 },
      exit: { code: 130 },
    });
  });

  it('detaches when it is told to leave, and the calls go on', async () => {
    const sim = await simulator({ calls: 0, scenario: 'idle' });
    const at = await listening(sim, ['--accept', session, '--attach']);
    const id = await rung(sim, at.url);
    await until(() => at.heard().includes('confirmed'));
    at.leave();
    const { code, stderr } = await at.ended;
    expect(stderr).toContain('detached; the call goes on');
    expect(code).toBe(130);
    const after = await run(['accept', id, '--model', 'm'], {
      env: { OPENAI_BASE_URL: sim.baseUrl, OPENAI_API_KEY: sim.apiKey },
    });
    expect(after.stderr, 'it is up still').toContain('HTTP 409');
    await expect(fetch(at.url, { method: 'POST' })).rejects.toThrow();
  });

  it('says what became of a call that died, or was gone, or turned away', async () => {
    const sim = await simulator({ calls: 0, scenario: 'idle' });
    const gone = await listening(sim, ['--accept', session, '--max', '1']);
    sim.fault('rest_status=404x1');
    await rung(sim, gone.url);
    expect(await gone.ended).toMatchObject({ code: 3, stderr: expect.stringMatching(/^…\w{6} {2}refused/m) });

    sim.fault('accept_bad_payload=200_then_dead');
    const flags = [
      '--accept',
      '{"model":"gpt-realtime-2.1","voice":"alloy"}',
      '--as-is',
      '--wait-for-call',
      '1s',
    ];
    for (const more of [[], ['--attach']]) {
      const dead = await listening(sim, [...flags, '--max', '1', ...more]);
      await rung(sim, dead.url);
      const { code, stderr } = await dead.ended;
      expect(stderr).toMatch(/outcome unknown: the server answered 200, but the call cannot be attached/);
      expect(code).toBe(more.length === 0 ? 6 : 3);
    }

    const busy = await listening(sim, ['--reject', '486', '--max', '1']);
    const id = await rung(sim, busy.url);
    expect(await busy.ended).toMatchObject({ code: 0, stderr: expect.stringContaining('confirmed') });
    expect(requests(sim, id)).toEqual(['POST /reject {"status_code":486}', 'HTTP 200']);
  });

  it('watches calls that somebody else accepts', async () => {
    const sim = await simulator({ calls: 0, scenario: 'greeting' });
    const at = await listening(sim, ['--attach', '--max', '1', '--wait-for-call', '20s']);
    const id = await rung(sim, at.url);
    await fetch(`${sim.baseUrl}/realtime/calls/${id}/accept`, {
      method: 'POST',
      headers: { authorization: `Bearer ${sim.apiKey}`, 'content-type': 'application/json' },
      body: session,
    });
    await until(() => at.heard().includes(`attached to ${id}`));
    sim.endCall(id);
    expect(await at.ended).toMatchObject({ code: 0, stdout: expect.stringContaining(`call_id=${id} type=`) });
  });

  it('runs a command per call: the id and the webhook, no secret of ours, so many at once', async () => {
    const sim = await simulator({ calls: 0, scenario: 'idle' });
    const cwd = folder();
    writeFileSync(join(cwd, 'key'), sim.apiKey);
    const line =
      'echo $$ >> running; test $(wc -l < running) -le 2 || echo many > many; cat > "$RT_SIDEBAND_CALL_ID.json"; env > "$RT_SIDEBAND_CALL_ID.env"; sleep 0.2; sed -i 1d running; test ! -e fail';
    const env = { PATH: process.env['PATH'], OPENAI_API_KEY: '' };
    const args = ['--exec', line, '--at-once', '1', '--accept', session, '--api-key-file', 'key'];
    const at = await listening(sim, [...args, '--max', '3'], { cwd, env });
    const ids = [await rung(sim, at.url), await rung(sim, at.url)];
    await until(() => ids.every((id) => existsSync(join(cwd, `${id}.env`))));
    await until(() => readFileSync(join(cwd, 'running'), 'utf8') === '');
    writeFileSync(join(cwd, 'fail'), '');
    const last = await rung(sim, at.url);
    const { code, stderr } = await at.ended;
    expect(code).toBe(9);
    expect(stderr).toContain(`…${last.slice(-6)}  the command ended with 1`);
    expect(existsSync(join(cwd, 'many'))).toBe(false);
    for (const id of ids) {
      expect(JSON.parse(readFileSync(join(cwd, `${id}.json`), 'utf8'))).toMatchObject({
        type: 'realtime.call.incoming',
        data: { call_id: id },
      });
      const given = readFileSync(join(cwd, `${id}.env`), 'utf8');
      expect(given).toContain(`RT_SIDEBAND_CALL_ID=${id}\n`);
      expect(given.includes(sim.webhookSecret) || given.includes(sim.apiKey), 'no secret').toBe(false);
    }
  });

  it('runs the command as soon as the call is accepted, not when attaching has proved it', async () => {
    const sim = await simulator({ calls: 0, scenario: 'idle', faults: ['attach_404_ms_after_accept=2000'] });
    const cwd = folder();
    const env = { PATH: process.env['PATH'] };
    const at = await listening(sim, ['--exec', 'touch begun', '--accept', session, '--max', '1'], {
      cwd,
      env,
    });
    await rung(sim, at.url);
    await until(() => existsSync(join(cwd, 'begun')));
    expect(at.heard()).not.toContain('confirmed');
    const { code, stderr } = await at.ended;
    expect(code).toBe(0);
    expect(stderr).toContain('confirmed');
  });

  it('tells a command to end when it leaves', async () => {
    const sim = await simulator({ calls: 0, scenario: 'idle' });
    const cwd = folder();
    const env = { PATH: process.env['PATH'] };
    const line = 'trap "touch told; exit" TERM; touch begun; while :; do sleep 0.1; done';
    const at = await listening(sim, ['--exec', line], { cwd, env });
    await rung(sim, at.url);
    await until(() => existsSync(join(cwd, 'begun')));
    at.leave();
    expect(await at.ended).toMatchObject({ code: 130 });
    expect(existsSync(join(cwd, 'told'))).toBe(true);
  });

  it('stops by itself after a while, and acknowledges what is no call', async () => {
    const sim = await simulator({ calls: 0 });
    const at = await listening(sim, ['--for', '3s', '--path', '/hooks']);
    const bodies = ['{"type":"live.\\u001bcall.incoming"}', 'no json', incoming('no/id')];
    for (const [nth, body] of bodies.entries())
      expect(await post(at.url, signed(sim.webhookSecret, body, { id: `wh_${nth}` }), body)).toBe(200);
    const [first = ''] = bodies;
    expect(await post(at.url, signed(sim.webhookSecret, first, { id: 'wh_0' }), first)).toBe(200);
    const { code, stdout, stderr } = await at.ended;
    expect([code, stdout]).toEqual([0, '']);
    expect(stderr.split('another kind'), 'what comes again is not said again').toHaveLength(2);
    expect(stderr).toContain('0 calls; 1 delivery refused\n');
    expect(stderr).toContain('another kind: live.\\u{1b}call.incoming\n');
    expect(stderr.split('could not be read')).toHaveLength(3);
  });
});

describe('a delivery that is not to be believed', () => {
  it('is refused with its status, and nothing of it is shown', async () => {
    const sim = await simulator({ calls: 0, scenario: 'idle' });
    const env = { XDG_STATE_HOME: folder() };
    const at = await listening(sim, ['--accept', session, '--json'], { env });
    const { webhookSecret: secret } = sim;
    const body = incoming('rtc_canary', 'canary-caller');
    const now = Date.now();
    const good = signed(secret, body, { id: 'wh_good' });
    const signature = good['webhook-signature'] ?? '';
    const wrong = (headers: Record<string, string | undefined>, what = body): Promise<number> =>
      post(
        at.url,
        Object.fromEntries(
          Object.entries({ ...good, ...headers }).filter(
            (one): one is [string, string] => one[1] !== undefined,
          ),
        ),
        what,
      );
    const statuses = {
      altered: await wrong({}, body.replace('canary', 'canarz')),
      appended: await wrong({}, `${body} `),
      otherId: await wrong({ 'webhook-id': 'wh_other' }),
      otherTime: await wrong({ 'webhook-timestamp': String(Math.floor(now / 1000) + 1) }),
      stale: await wrong(signed(secret, body, { at: now - 302_000 })),
      future: await wrong(signed(secret, body, { at: now + 302_000 })),
      otherSecret: await wrong(signed(newSecret(), body)),
      noId: await wrong({ 'webhook-id': undefined }),
      noTime: await wrong({ 'webhook-timestamp': undefined }),
      noSignature: await wrong({ 'webhook-signature': undefined }),
      tooMany: await wrong({ 'webhook-signature': `${'v1,canary '.repeat(32)}${signature}` }),
      large: await wrong({}, 'canary'.repeat(50_000)),
      get: (await fetch(at.url)).status,
      path: await post(`${at.url}canary`, good, body),
    };
    expect(statuses).toEqual({
      altered: 401,
      appended: 401,
      otherId: 401,
      otherTime: 401,
      stale: 400,
      future: 400,
      otherSecret: 401,
      noId: 400,
      noTime: 400,
      noSignature: 400,
      tooMany: 401,
      large: 413,
      get: 405,
      path: 404,
    });
    at.leave();
    const { stdout, stderr } = await at.ended;
    expect(`${stdout}${stderr}`).not.toMatch(/canary/);
    expect(`${stdout}${stderr}`).not.toContain(secret.slice(8, 20));
    expect(lines(stdout).map(({ kind }) => kind)).toEqual(['ready', 'end']);
    expect(lines(stdout).at(-1)).toMatchObject({
      calls: 0,
      refused: { signature: 6, stale: 1, future: 1, unsigned: 3, 'too-large': 1, method: 1, path: 1 },
    });
    expect(stderr.split('\n').filter((line) => line.startsWith('refused')).length).toBeLessThan(5);
    expect((await run(['calls', '--json'], { env })).stdout).toBe('');
    expect(sim.log()).toEqual([]);
  });

  it('is one that came before: answered 200, and nothing is done twice', async () => {
    const sim = await simulator({ calls: 0, scenario: 'idle' });
    const at = await listening(sim, ['--exec', 'true'], { env: { PATH: process.env['PATH'] } });
    const body = incoming('rtc_once');
    const old = ['v1', Buffer.from('of the secret before').toString('base64')].join(',');
    const headers = signed(sim.webhookSecret, body);
    const rotated = { ...headers, 'webhook-signature': `${old} ${headers['webhook-signature']}` };
    expect(await post(at.url, rotated, body)).toBe(200);
    expect(await post(at.url, headers, body)).toBe(200);
    // The same call under another id is the same call.
    expect(await post(at.url, signed(sim.webhookSecret, body, { id: 'wh_2' }), body)).toBe(200);
    at.leave();
    expect((await at.ended).stdout).toBe('rtc_once  from Ann +15550100\n');
  });

  it('costs constant memory, and the good ones between get through', async () => {
    const sim = await simulator({ calls: 0, scenario: 'idle' });
    const at = await listening(sim, []);
    const body = incoming('rtc_forged');
    const forged = signed(newSecret(), body);
    const before = process.memoryUsage().heapUsed;
    for (let round = 0; round < 40; round += 1)
      await Promise.all(Array.from({ length: 25 }, () => post(at.url, forged, body)));
    const id = await rung(sim, at.url);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(64 * 2 ** 20);
    at.leave();
    const { stdout, stderr } = await at.ended;
    expect(stdout).toBe(`${id}  from Ann +15550100\n`);
    expect(stderr.split('\n').length).toBeLessThan(40);
    expect(stderr).toContain('1 call; 1000 deliveries refused');
  });
});

describe('listen refuses to begin', () => {
  const env = (more: Record<string, string> = {}) => ({
    OPENAI_API_KEY: 'any-key-at-all',
    OPENAI_WEBHOOK_SECRET: newSecret(),
    ...more,
  });
  it.each<[string, string[], number, RegExp, Record<string, string>?]>([
    ['without a secret', [], 4, /OPENAI_WEBHOOK_SECRET is not set/, { OPENAI_WEBHOOK_SECRET: '' }],
    ['without a key to accept with', ['--accept', session], 4, /no API key/, { OPENAI_API_KEY: '' }],
    ['with a session that cannot be used', ['--accept', '{"voice":"alloy"}'], 2, /nothing was sent: voice/],
    ['with no session at all', ['--accept', '[]'], 2, /--accept: expected a JSON object/],
    ['with both', ['--accept', session, '--reject', '486'], 2, /choose one of --accept and --reject/],
    ['with both', ['--attach', '--exec', 'true'], 2, /choose one of --attach and --exec/],
    ['to reject and watch', ['--reject', '486', '--attach'], 2, /cannot be attached/],
    ['with a path that is none', ['--path', 'x'], 2, /begins with \//],
    ['with a tolerance of a day', ['--tolerance', '24h'], 2, /1s to 1h/],
  ])('%s', async (_name, argv, exit, words, more) => {
    const { code, stdout, stderr } = await run(['listen', ...argv], { env: env(more) });
    expect(stderr).toMatch(words);
    expect([code, stdout]).toEqual([exit, '']);
    expect(stderr).not.toContain('listening');
  });

  it.each([
    '0.0.0.0',
    '::',
    '[::]',
    '0',
    '0x0',
    '0.0',
    '::0',
    '::ffff:0.0.0.0',
    '０.０.０.０',
    '192.168.1.5',
    'example.com',
    '',
  ])('on %j, which others may reach, unless that is said', async (host) => {
    const { code, stderr } = await run(['listen', '--host', host], { env: env() });
    expect(stderr).toContain('may be reached from other machines');
    expect(code).toBe(2);
  });

  it('but does with --expose', async () => {
    const sim = await simulator({ calls: 0 });
    const at = await listening(sim, ['--host', '0.0.0.0', '--expose']);
    expect(at.url).toMatch(/^http:\/\/0\.0\.0\.0:/);
    at.leave();
    await at.ended;
  });
});
