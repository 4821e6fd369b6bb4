import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { checkNames } from '../../src/core/doctor/finding.ts';
import type { SimulatorOptions } from '../../src/sim/simulator-options.ts';
import { certificate } from '../certificates.ts';
import { run, type World } from '../context.ts';
import { answer, rawServer, type RawServer } from '../raw-server.ts';
import { closeAll, simulator } from '../sim/client.ts';

const servers: RawServer[] = [];
const folders: string[] = [];
afterEach(async () => {
  await closeAll();
  await Promise.all(servers.splice(0).map((server) => server.close()));
  for (const path of folders.splice(0)) rmSync(path, { recursive: true, force: true });
});
const serving = async (...given: Parameters<typeof rawServer>): Promise<RawServer> => {
  const server = await rawServer(...given);
  servers.push(server);
  return server;
};
const folder = (): string => {
  const path = mkdtempSync(join(tmpdir(), 'rt-doctor-'));
  folders.push(path);
  return path;
};

/** Looks like keys and passwords; must turn up nowhere. */
const secret = (...parts: string[]): string => [...parts, 'Canary7Canary7Canary7'].join('-');
const wrongKey = secret('sk', 'proj');
const hidden = /Canary7/;

type Check = {
  readonly check: string;
  readonly state: string;
  readonly saw: string;
  readonly detail?: string;
  readonly causes: readonly { readonly cause: string; readonly fix: string; readonly confidence: string }[];
  readonly facts: Readonly<Record<string, unknown>>;
  readonly ms: number;
};
type Report = {
  readonly verdict: {
    readonly state: string;
    readonly broken?: string;
    readonly cause?: string;
    readonly warnings: string[];
  };
  readonly checks: readonly Check[];
  readonly environment: readonly string[];
  readonly frames_sent: number;
  readonly exit: { readonly code: number; readonly name: string };
};

/** What doctor says as text and as JSON, checked for secrets. */
const doctor = async (words: readonly string[], world: World) => {
  const { code, stdout, stderr } = await run(['doctor', ...words, '--json', '--listen', '100ms'], world);
  expect(stdout + stderr, 'a secret').not.toMatch(hidden);
  expect(stderr).toBe('');
  expect(stdout.trimEnd().split('\n')).toHaveLength(1);
  const report = JSON.parse(stdout) as Report;
  expect(report.exit.code).toBe(code);
  const of = (name: string): Check =>
    report.checks.find(({ check }) => check === name) ?? expect.unreachable(name);
  return {
    code,
    report,
    of,
    states: Object.fromEntries(report.checks.map(({ check, state }) => [check, state])),
  };
};

const sim = async (options: SimulatorOptions = {}) => {
  const made = await simulator({ scenario: 'idle', speed: 5, ...options });
  const env = { OPENAI_API_KEY: made.apiKey, OPENAI_BASE_URL: made.baseUrl };
  const came = (): readonly string[] =>
    made
      .log(made.calls[0])
      .filter(({ kind, dir }) => kind === 'sideband' && dir === 'in')
      .map(({ text }) => (JSON.parse(text) as { type: string }).type);
  return { made, env, came, call: made.calls[0] ?? '' };
};

describe('doctor, all well', () => {
  it('checks everything up to the API without a call, in order', async () => {
    const { env } = await sim();
    const { code, report, states } = await doctor([], { env });
    expect(code).toBe(0);
    expect(report.checks.map(({ check }) => check)).toEqual(checkNames);
    expect(states).toMatchObject({
      key: 'ok',
      'base-url': 'ok',
      tcp: 'ok',
      rest: 'ok',
      clock: 'ok',
      handshake: 'skipped',
    });
    expect(report.verdict).toEqual({ state: 'ok', warnings: [], exit: 'ok' });
    expect(report.environment).toEqual(['OPENAI_API_KEY', 'OPENAI_BASE_URL']);
  });

  it('only listens to a call: nothing is sent, and what needs more is said', async () => {
    const { env, call, came } = await sim({ scenario: 'order' });
    const { code, report, of, states } = await doctor([call], { env });
    expect(code).toBe(0);
    expect(states).toMatchObject({
      handshake: 'ok',
      events: 'ok',
      session: 'skipped',
      vad: 'skipped',
      agent: 'skipped',
    });
    expect(of('vad').saw).toBe('needs --probe, which sends a session.update that changes nothing');
    expect(of('handshake').facts).toMatchObject({ status: 101, ms: { answer: expect.any(Number) } });
    expect(report.frames_sent).toBe(0);
    expect(came()).toEqual([]);
  });

  it('with --probe sends one update that changes nothing, and judges the session', async () => {
    const { env, call, came, made } = await sim();
    const { code, report, states } = await doctor([call, '--probe'], { env });
    expect(code).toBe(0);
    expect(states).toMatchObject({
      session: 'ok',
      expiry: 'ok',
      transcription: 'ok',
      tools: 'ok',
      vad: 'ok',
      agent: 'ok',
    });
    expect(report.frames_sent).toBe(1);
    expect(came()).toEqual(['session.update']);
    const sent = made.log(call).find(({ dir }) => dir === 'in')?.text ?? '';
    expect(JSON.parse(sent)).toMatchObject({ session: { type: 'realtime' } });
    expect(Object.keys((JSON.parse(sent) as { session: object }).session)).toEqual(['type']);
  });

  it('judges a session that the server tells by itself, and sends nothing', async () => {
    const { env, call, came } = await sim({ faults: ['session_created_on_sideband'] });
    const { of, states } = await doctor([call], { env });
    expect(of('session').saw).toBe('heard from the server');
    expect(states).toMatchObject({ expiry: 'ok', vad: 'ok', agent: 'ok' });
    expect(came()).toEqual([]);
  });
});

describe('doctor, settings', () => {
  it('has no key: exit 4, and dials nobody', async () => {
    const server = await serving(() => undefined);
    const env = { OPENAI_BASE_URL: `http://127.0.0.1:${server.port}/v1` };
    const { code, report, of } = await doctor(['rtc_1'], { env, cwd: folder() });
    expect(code).toBe(4);
    expect(report.verdict.broken).toBe('key');
    expect(of('key').saw).toMatch(/^no API key; looked at OPENAI_API_KEY in the environment, \.env/);
    for (const name of ['proxy', 'tcp', 'rest', 'handshake', 'agent']) {
      expect(of(name), name).toMatchObject({ state: 'skipped', saw: 'needs key' });
    }
    expect(server.connections).toBe(0);
  });

  it.each([
    ['a line break inside', `${secret('sk')}\n${secret('sk')}`, /line break/],
    ['quotes', `"${secret('sk')}"`, /quotation marks/],
    ['the word Bearer', `Bearer ${secret('sk')}`, /Bearer/],
    ['a placeholder', 'your-api-key-goes-here', /placeholder/],
    ['a webhook secret', ['whsec', 'Canary7Canary7Canary7'].join('_'), /webhook/],
  ])('has a key with %s: exit 4, and dials nobody', async (_, OPENAI_API_KEY, why) => {
    const server = await serving(() => undefined);
    const { code, of } = await doctor([], {
      env: { OPENAI_API_KEY, OPENAI_BASE_URL: `http://127.0.0.1:${server.port}/v1` },
    });
    expect(code).toBe(4);
    expect(of('key').causes[0]?.cause).toMatch(why);
    expect(server.connections).toBe(0);
  });

  it('tells of a key in .env that the environment stands before, and of a base URL there that does not count', async () => {
    const { env } = await sim();
    const cwd = folder();
    writeFileSync(
      join(cwd, '.env'),
      `OPENAI_API_KEY=${wrongKey}\nOPENAI_BASE_URL=https://elsewhere.example/v1\n`,
    );
    const { code, of } = await doctor([], { env, cwd });
    expect(code).toBe(0);
    expect(of('key').facts).toMatchObject({ also: ['.env'] });
    expect(of('base-url')).toMatchObject({ state: 'warn' });
  });

  it.each([
    ['a base URL without TLS', { OPENAI_BASE_URL: 'http://api.example/v1' }, 'base-url'],
    [
      'a password in the base URL',
      { OPENAI_BASE_URL: `https://me:${secret('pw')}@api.example/v1` },
      'base-url',
    ],
    ['certificate checks turned off', { NODE_TLS_REJECT_UNAUTHORIZED: '0' }, 'certificates'],
    ['a proxy of another kind', { HTTPS_PROXY: `socks5://me:${secret('pw')}@127.0.0.1:9` }, 'proxy'],
  ])('has %s: exit 2', async (_, more, broken) => {
    const env = { OPENAI_API_KEY: wrongKey, OPENAI_BASE_URL: 'https://api.invalid/v1', ...more };
    const { code, report } = await doctor([], { env });
    expect(report.verdict.broken).toBe(broken);
    expect(code).toBe(2);
  });

  it('has an organisation that no header can hold: exit 4', async () => {
    const { env } = await sim();
    const { code, report } = await doctor([], { env: { ...env, OPENAI_ORG_ID: 'my company' } });
    expect([code, report.verdict.broken]).toEqual([4, 'account']);
  });

  it("takes a key from a file or standard input, and shows no name of a person's folder", async () => {
    const { env, made } = await sim();
    const home = folder();
    const path = join(home, 'key.txt');
    writeFileSync(path, `${made.apiKey}\n`);
    const world = { env: { OPENAI_BASE_URL: env.OPENAI_BASE_URL, HOME: home } };
    expect((await doctor(['--api-key-file', path], world)).code).toBe(0);
    const { report, of } = await doctor(['--api-key-file', join(home, 'nothing.txt')], world);
    expect(of('key').saw).toMatch(/no such file or folder.*~\/nothing\.txt/);
    expect(JSON.stringify(report)).not.toContain(home);
    const piped = await run(['doctor', '--api-key-stdin'], { ...world, stdin: `${made.apiKey}\n` });
    expect(piped.code).toBe(0);
  });
});

describe('doctor, the way', () => {
  const env = (port: number) => ({
    OPENAI_API_KEY: wrongKey,
    OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1`,
  });
  const proxied = (port: number) => ({
    OPENAI_API_KEY: wrongKey,
    OPENAI_BASE_URL: 'https://api.invalid/v1',
    HTTPS_PROXY: `http://me:${secret('pw')}@127.0.0.1:${port}`,
  });

  it('finds a closed port: tcp, exit 5, and nothing deeper', async () => {
    const listener = createServer();
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const { port } = listener.address() as AddressInfo;
    await new Promise((resolve) => listener.close(resolve));
    const { code, report, of } = await doctor(['rtc_1'], { env: env(port) });
    expect([code, report.verdict.broken]).toEqual([5, 'tcp']);
    expect(report.verdict.cause).toBe('nothing listens there');
    expect(of('handshake').saw).toBe('needs tcp');
  });

  it('finds no such host: dns, exit 5', async () => {
    const { code, report, of } = await doctor([], {
      env: { OPENAI_API_KEY: wrongKey, OPENAI_BASE_URL: 'https://nobody-has-this-name.invalid/v1' },
    });
    expect([code, report.verdict.broken]).toEqual([5, 'dns']);
    expect(of('rest').saw).toBe('needs dns');
  });

  it.each<[string, Parameters<typeof rawServer>, RegExp, RegExp]>([
    [
      'wants credentials',
      [(socket) => socket.end('HTTP/1.1 407 No\r\n\r\n')],
      /answered 407/,
      /other credentials/,
    ],
    [
      'refuses',
      [(socket) => socket.end('HTTP/1.1 403 No\r\n\r\n')],
      /answered 403/,
      /does not let us through/,
    ],
    [
      'hangs',
      [() => undefined],
      /did not open a way to the API in 0.5 s/,
      /does not pass them on|do not pass|takes connections/,
    ],
  ])('has a proxy that %s: proxy, exit 5', async (_, serve, saw, why) => {
    const server = await serving(...serve);
    const { code, report, of } = await doctor(['rtc_1', '--deadline', '500ms'], {
      env: proxied(server.port),
    });
    expect([code, report.verdict.broken]).toEqual([5, 'proxy']);
    expect(of('proxy').saw).toMatch(saw);
    expect(of('proxy').causes[0]?.cause).toMatch(why);
    expect(of('dns').saw).toBe('needs proxy');
    expect(server.received).not.toContain(wrongKey);
  });

  it('goes through a proxy, and names it without its password', async () => {
    const server = await serving((socket) => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
    const { of } = await doctor(['--deadline', '500ms'], { env: proxied(server.port) });
    expect(of('proxy')).toMatchObject({ state: 'ok', facts: { credentials: true } });
    expect(of('dns')).toMatchObject({ state: 'skipped', saw: 'the proxy looks the name up' });
    expect(of('tls').saw).toMatch(/no TLS handshake in 0.5 s/);
  });

  it('does not trust a certificate of nobody: tls, exit 5', async () => {
    const { env: known } = await sim({ tls: true });
    const { code, report, of } = await doctor([], { env: known });
    expect([code, report.verdict.broken]).toEqual([5, 'tls']);
    expect(of('tcp').state).toBe('ok');
    expect(of('tls').causes[0]?.fix).toMatch(/NODE_EXTRA_CA_CERTS/);
  });

  it.skipIf(certificate(['127.0.0.1']) === undefined)(
    'tells an expired certificate from a foreign one',
    async () => {
      const tls = certificate(['127.0.0.1'], -1);
      const server = await serving(() => undefined, tls === undefined ? {} : { tls });
      const { report } = await doctor([], {
        env: { OPENAI_API_KEY: wrongKey, OPENAI_BASE_URL: `https://127.0.0.1:${server.port}/v1` },
      });
      expect(report.verdict.broken).toBe('tls');
    },
  );

  it('has a key that is refused: rest, exit 4, and does not ask again', async () => {
    const { env: known, call, made } = await sim();
    const { code, report, of } = await doctor([call], { env: { ...known, OPENAI_API_KEY: wrongKey } });
    expect([code, report.verdict.broken]).toEqual([4, 'rest']);
    expect(of('rest').facts).toMatchObject({ status: 401, code: 'invalid_api_key' });
    expect(of('rest').detail).toMatch(/request req_/);
    expect(of('handshake').saw).toBe('needs rest');
    expect(of('clock').state).toBe('ok');
    expect(made.log(call)).toEqual([]);
  });

  it('does not show a key that the server repeats', async () => {
    const body = { error: { code: wrongKey, message: `Incorrect API key provided: ${wrongKey}` } };
    const server = await serving((socket) => socket.end(answer(401, body, `X-Request-Id: ${wrongKey}\r\n`)));
    const { code } = await doctor([], { env: env(server.port) });
    expect(code).toBe(4);
    const { stdout } = await run(['doctor'], { env: env(server.port) });
    expect(stdout).not.toMatch(hidden);
  });

  it.each([
    ['429', 5],
    ['503', 5],
    ['403', 4],
  ])('is answered %s once: exit %i, and looks at the call nevertheless', async (status, exit) => {
    const { env: known, call } = await sim({ faults: [`rest_status=${status}x1`] });
    const { code, report, states } = await doctor([call], { env: known });
    expect([code, report.verdict.broken]).toEqual([exit, 'rest']);
    expect(states['handshake']).toBe('ok');
  });

  it('waits no longer than it may for an answer', async () => {
    const server = await serving(() => undefined);
    const { code, report, of } = await doctor(['rtc_1', '--deadline', '500ms'], { env: env(server.port) });
    expect([code, report.verdict.broken]).toEqual([5, 'rest']);
    expect(of('rest').saw).toMatch(/no answer to the request in 0.5 s/);
    expect(of('handshake').saw).toBe('needs rest');
  });

  it('tells a clock that is wrong', async () => {
    const body = { data: [{ id: 'gpt-realtime-2.1' }] };
    const server = await serving((socket) =>
      socket.end(answer(200, body, 'Date: Sat, 01 Jan 2000 00:00:00 GMT\r\n')),
    );
    const { code, of } = await doctor([], { env: env(server.port) });
    expect(code).toBe(0);
    expect(of('clock')).toMatchObject({ state: 'warn', causes: [{ confidence: 'high' }] });
  });
});

describe('doctor, the call', () => {
  it.each([
    ['404 with a body', [], { status: 404, code: 'call_id_not_found', body: 'error' }],
    ['404 without', ['attach_404_body=empty'], { status: 404, body: 'empty' }],
    ['101, an error and a close', ['unknown_call_form=101'], { status: 101, close_code: 4000 }],
  ])('is not known, by %s: exit 3 with ranked causes', async (_, faults, facts) => {
    const { env } = await sim({ faults });
    const { code, report, of } = await doctor(['rtc_nobody'], { env });
    expect([code, report.verdict.broken]).toEqual([3, 'handshake']);
    expect(of('handshake').facts).toMatchObject(facts);
    expect(of('handshake').causes.length).toBeGreaterThan(3);
    expect(of('events').saw).toBe('needs handshake');
  });

  it('is refused to a wrong key by 101, an error and a close: exit 4', async () => {
    // Something before it keeps REST from telling first.
    const { env, call } = await sim({ faults: ['auth_101', 'rest_status=403x1'] });
    const { of } = await doctor([call], { env: { ...env, OPENAI_API_KEY: wrongKey } });
    expect(of('handshake')).toMatchObject({ state: 'fail', exit: 'auth', facts: { close_code: 3000 } });
  });

  it('is attached to with an ephemeral secret, with a warning', async () => {
    const { env, call, made } = await sim();
    const made_ = await fetch(`${made.baseUrl}/realtime/client_secrets`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${made.apiKey}`, 'Content-Type': 'application/json' },
      body: '{"session":{"type":"realtime"}}',
    });
    const { value } = (await made_.json()) as { value: string };
    const ephemeral = { ...env, OPENAI_API_KEY: value };
    const fine = await doctor([call], { env: ephemeral });
    expect(fine.code).toBe(0);
    expect(fine.states).toMatchObject({ key: 'warn', rest: 'warn', handshake: 'ok' });
    expect(JSON.stringify(fine.report)).not.toContain(value);
    made.fault('ek_on_sideband=reject');
    const refused = await doctor([call], { env: ephemeral });
    expect([refused.code, refused.report.verdict.broken]).toEqual([4, 'handshake']);
    expect(refused.report.verdict.cause).toMatch(/secret has expired, or may not do this/);
  });

  it('hangs in the handshake: exit 5 with the deadline and the stage', async () => {
    const { env, call } = await sim({ faults: ['hang_upgrades=1'] });
    const { code, report, of } = await doctor([call, '--deadline', '600ms'], { env });
    expect([code, report.verdict.broken]).toEqual([5, 'handshake']);
    expect(of('handshake').saw).toMatch(/no answer to the request in 0.6 s/);
  });

  it('is redirected: exit 5, and the key does not follow', async () => {
    const { env, call } = await sim({ faults: ['redirect_upgrades'] });
    const { code, of } = await doctor([call], { env });
    expect(code).toBe(5);
    expect(of('handshake').saw).toMatch(/redirects are refused/);
  });

  it('was accepted with a session that is wrong: that is the most probable cause of its 404', async () => {
    const { env } = await sim();
    const session = JSON.stringify({ model: 'gpt-realtime-2.1', voice: 'marin' });
    const { code, report, of } = await doctor(['rtc_nobody', '--accept', session], { env });
    expect([code, report.verdict.broken]).toEqual([3, 'handshake']);
    expect(report.verdict.cause).toBe('the body of the accept request was wrong');
    expect(of('accept-body')).toMatchObject({ state: 'fail', exit: 'usage' });
    expect(of('accept-body').causes[0]?.cause).toMatch(/^voice is of the retired beta/);
  });

  it.each([
    ['right', { model: 'gpt-realtime-2.1' }, 0, 'ok'],
    ['doubtful', { model: 'gpt-realtime-2.1', colour: 'blue' }, 0, 'warn'],
    ['wrong', { modalities: ['audio'] }, 2, 'fail'],
  ])('would be accepted with a session that is %s', async (_, session, exit, state) => {
    const { env } = await sim();
    const { code, of } = await doctor(['--accept', JSON.stringify(session)], { env });
    expect([code, of('accept-body').state]).toEqual([exit, state]);
  });

  it('is set up badly: warnings with commands for this call, exit 0', async () => {
    const { env, call } = await sim({
      scenario: {
        name: 'odd',
        session: {
          instructions: '',
          tool_choice: 'required',
          audio: {
            input: {
              transcription: null,
              turn_detection: { type: 'server_vad', create_response: false, threshold: 0.95 },
            },
          },
        },
        script: [],
        answers: [],
      },
    });
    const { code, report, of } = await doctor([call, '--probe'], { env });
    expect(code).toBe(0);
    expect(report.verdict.warnings).toEqual(['transcription', 'tools', 'vad', 'agent']);
    expect(of('vad').causes[0]?.fix).toBe(
      `rt-sideband instruct ${call} --set audio.input.turn_detection.create_response=true`,
    );
  });

  it.each([
    ['refuses', 'empty_session_update=reject', 8, 'refused'],
    ['ignores', 'swallow=session.update', 6, 'unknown'],
  ])('%s the probe: exit says so', async (_, fault, exit, name) => {
    const { env, call } = await sim({ faults: [fault] });
    const { code, report, of } = await doctor([call, '--probe'], { env });
    expect([code, report.verdict.broken, report.exit.name]).toEqual([exit, 'session', name]);
    expect(of('vad').saw).toBe('needs session');
  });

  it('has a function call that nobody answers', async () => {
    const { env, call } = await sim({ scenario: 'stuck-tool', speed: 40 });
    const args = ['doctor', call, '--probe', '--json', '--listen', '2s'];
    const { stdout } = await run(args, { env });
    const { checks } = JSON.parse(stdout) as Report;
    const tools = checks.find(({ check }) => check === 'tools');
    expect(tools).toMatchObject({ state: 'warn' });
    expect(tools?.causes[0]?.fix).toMatch(new RegExp(`^rt-sideband tool answer ${call} call_\\w+ JSON$`));
  });

  it('is left by Ctrl-C in the middle: exit 130, and no finding that is none', async () => {
    const { env, call } = await sim({ faults: ['hang_upgrades=1'] });
    const leaving = new AbortController();
    const running = run(['doctor', call, '--deadline', '20s'], { env, signal: leaving.signal });
    await new Promise((resolve) => setTimeout(resolve, 1500));
    leaving.abort('interrupt');
    const { code, stdout, stderr } = await running;
    expect(code).toBe(130);
    expect(stdout).not.toMatch(/handshake/);
    expect(stderr).toBe('left before everything was checked\n');
  });
});

describe('doctor and secrets', () => {
  it.each([[['--json']], [[]]])('shows none of a dozen that are around (%j)', async (format) => {
    const canaries: string[] = [];
    const hide = (...parts: string[]): string => {
      const made = [...parts, `Canary7n${canaries.length}x${'q'.repeat(20)}`].join('-');
      canaries.push(made);
      return made;
    };
    const words = (): string => {
      const made = `whisper${canaries.length}zebra`;
      canaries.push(made);
      return made;
    };
    const { env, call } = await sim({
      scenario: {
        name: 'secrets',
        session: {
          instructions: `The password is ${words()}.`,
          tools: [
            { type: 'function', name: 'pay', description: words(), parameters: { title: words() } },
            {
              type: 'mcp',
              server_label: 'crm',
              server_url: `https://crm.example/?key=${words()}`,
              authorization: hide('tok'),
              headers: { 'X-Key': hide('sk') },
            },
          ],
          audio: { input: { transcription: { model: 'whisper-1', prompt: words() } } },
        },
        script: [{ wait: 10 }, { agent: words() }],
        answers: [],
      },
    });
    const home = folder();
    canaries.push(home);
    const cwd = folder();
    writeFileSync(
      join(cwd, '.env'),
      `OPENAI_API_KEY=${hide('sk', 'proj')}\nOPENAI_WEBHOOK_SECRET=${hide('w')}\n`,
    );
    canaries.push(env.OPENAI_API_KEY);
    const world: World = {
      cwd,
      env: {
        ...env,
        HOME: home,
        HTTPS_PROXY: `http://${words()}:${hide('pw')}@127.0.0.1:9`,
        OPENAI_ORG_ID: `org-${words()}`,
        OPENAI_PROJECT_ID: `proj_${words()}`,
        NODE_EXTRA_CA_CERTS: join(home, 'ca.pem'),
        AZURE_OPENAI_API_KEY: hide('az'),
      },
    };
    const args = ['doctor', call, '--probe', '--listen', '800ms', ...format];
    const { code, stdout, stderr } = await run(args, world);
    expect(code).toBe(0);
    expect(canaries.length).toBeGreaterThanOrEqual(12);
    for (const canary of canaries) expect(stdout + stderr).not.toContain(canary);
    expect(stdout).not.toMatch(hidden);
    expect(stdout).toContain('pay');
  });
});

describe('doctor in words', () => {
  it('is plain on a pipe, and ends with the verdict', async () => {
    const { env } = await sim();
    const { code, stdout, stderr } = await run(['doctor', 'rtc_nobody'], { env });
    expect(code).toBe(3);
    expect(stderr).toBe('');
    expect(stdout).not.toContain('\u001b');
    expect(stdout).toMatch(/^ok {3}runtime /);
    expect(stdout).toMatch(/^fail handshake .* the server knows no such call \(HTTP 404\); /m);
    expect(stdout).toMatch(/^skip 7 checks .* events, session, .*: needs handshake$/m);
    expect(stdout).toMatch(
      /handshake is the first thing broken: the server knows no such call \(HTTP 404\)\n/,
    );
    expect(stdout).toMatch(/most likely {2}the call has ended \(medium\)\n/);
    expect(stdout).toMatch(/exit {9}3 \(not-found\)\n$/);
  });

  it('says that nothing was sent to the call', async () => {
    const { env, call } = await sim();
    const { stdout } = await run(['doctor', call, '--listen', '50ms'], { env });
    expect(stdout).toMatch(/everything checked is fine; nothing was sent to the call\n$/);
  });
});
