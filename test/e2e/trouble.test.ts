import { spawnSync } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { closeAll, simulator } from '../sim/client.ts';
import { bin, cleanUp, folder, keys, node, records, run, spawned, wentOut } from './program.ts';

afterEach(async () => {
  await cleanUp();
  await closeAll();
});

/** Looks like a key; must turn up nowhere. */
const canary = ['sk', 'proj', 'Canary7Canary7Canary7', 'last'].join('-');

/** A server that counts who comes, and answers nobody. */
const counter = async () => {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    connections: () => connections,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
};

const verbs = [
  ['tail', []],
  ['attach', []],
  ['say', ['hello']],
  ['instruct', ['hello', '--yes']],
] as const;

describe.each(verbs)('%s', (verb, more) => {
  it('exits 3 for a call that nobody knows, with the causes in order', async () => {
    const sim = await simulator({ scenario: 'idle' });
    const { code, stdout, stderr } = await run([verb, 'rtc_u1_nobody', ...more, '--wait-for-call', '300ms'], {
      env: keys(sim),
    });
    expect(code).toBe(3);
    expect(stderr).toMatch(/rtc_u1_nobody|no such call/);
    // Ranked: the likeliest first.
    const causes = ['ended', 'not been created', 'project', 'ephemeral', 'accept request'].map((word) =>
      stderr.search(new RegExp(word)),
    );
    expect(
      causes.every((at) => at !== -1),
      stderr,
    ).toBe(true);
    expect(causes).toEqual(causes.toSorted((a, b) => a - b));
    expect(stderr).not.toMatch(/attached to/);
    expect(stdout).not.toContain('attached');
  });

  it.each([
    ['HTTP 401', []],
    ['101, an error and close 3000', ['auth_101']],
  ])('exits 4 for a wrong key: %s', async (_, faults) => {
    const sim = await simulator({ scenario: 'idle', faults });
    const env = { OPENAI_API_KEY: canary, OPENAI_BASE_URL: sim.baseUrl };
    const { code, stdout, stderr } = await run([verb, sim.calls[0]!, ...more], { env });
    expect(code).toBe(4);
    expect(`${stdout}${stderr}`).not.toContain('Canary7');
    expect(stderr).toMatch(/key/);
    // Nothing was done, and that is known.
    expect(stderr).not.toMatch(/unknown|confirmed/);
    // Enough of it to tell which key it was, where the answer came before the connection.
    if (faults.length === 0) expect(stderr).toContain('last');
    expect(wentOut(sim)).toEqual([]);
  });

  it('exits 4 without a key, naming the places that were looked at, and dials nobody', async () => {
    const server = await counter();
    const { code, stderr } = await run([verb, 'rtc_u1_any', ...more, '--base-url', server.baseUrl]);
    expect(code).toBe(4);
    expect(stderr).toContain('OPENAI_API_KEY');
    expect(stderr).toContain('.env');
    expect(server.connections()).toBe(0);
    await server.close();
  });

  it('exits 2 for a key among the arguments, which it does not repeat, and dials nobody', async () => {
    const server = await counter();
    const env = { OPENAI_API_KEY: canary, OPENAI_BASE_URL: server.baseUrl };
    for (const argument of [canary, `--api-key=${canary}`, `ek_${'a1B2'.repeat(8)}`]) {
      const { code, stdout, stderr } = await run([verb, 'rtc_u1_any', ...more, argument], { env });
      expect(code).toBe(2);
      expect(stderr).toMatch(/looks like a key/);
      expect(`${stdout}${stderr}`).not.toContain(argument.slice(-20));
    }
    expect(server.connections()).toBe(0);
    await server.close();
  });
});

describe('the connection', () => {
  it('exits 5 for a port at which nobody answers', async () => {
    const server = await counter();
    await server.close();
    const env = { OPENAI_API_KEY: canary, OPENAI_BASE_URL: server.baseUrl };
    const { code, stdout, stderr } = await run(['tail', 'rtc_u1_any', '--json'], { env });
    expect(code).toBe(5);
    expect(stderr).toMatch(/refused/);
    expect(records(stdout).map(({ kind }) => kind)).toEqual(['header', 'end']);
    expect(records(stdout).at(-1)).toMatchObject({ exit: { code: 5, name: 'network' }, complete: false });
  });

  it.each([
    ['a redirect', 'redirect_upgrades', 5, /redirect/],
    ['a server that is broken', 'refuse_upgrades=500x99', 5, /500/],
  ])('exits for %s', async (_, fault, expected, words) => {
    const sim = await simulator({ scenario: 'idle', faults: [fault] });
    const { code, stderr } = await run(['tail', sim.calls[0]!], { env: keys(sim) });
    expect(code).toBe(expected);
    expect(stderr).toMatch(words);
  });

  it.skipIf(spawnSync('script', ['--version']).status !== 0).each([
    [80, true],
    [0, false],
  ])('is waited for on a terminal of %i columns (a spinner: %s)', async (columns, spins) => {
    const sim = await simulator({ scenario: 'idle', faults: ['upgrade_delay_ms=1500'], speed: 1 });
    const line = `stty cols ${columns}; ${node} ${bin} tail ${sim.calls[0]} --for 200ms`;
    const { code, stdout } = await spawned('script', ['-qec', line, '/dev/null'], {
      env: { ...keys(sim), TERM: 'xterm' },
    }).ended;
    expect(stdout.includes(`dialling ${sim.calls[0]}`)).toBe(spins);
    expect(stdout).toContain(`attached to ${sim.calls[0]}`);
    expect(code).toBe(0);
  });

  it('goes on after a server that was busy for a moment', async () => {
    const sim = await simulator({ scenario: 'idle', faults: ['refuse_upgrades=503x1'] });
    const { code, stderr } = await run(['tail', sim.calls[0]!, '--for', '200ms'], { env: keys(sim) });
    expect(code).toBe(0);
    expect(stderr).toMatch(/503[^]*attached/);
  });

  it('does not trust a certificate of nobody, and says how to', async () => {
    const sim = await simulator({ scenario: 'idle', tls: true });
    const { code, stderr } = await run(['tail', sim.calls[0]!], { env: keys(sim) });
    expect(code).toBe(5);
    expect(stderr).toMatch(/NODE_EXTRA_CA_CERTS/);
    expect(wentOut(sim)).toEqual([]);
    const { writeFileSync } = await import('node:fs');
    const path = `${folder()}/ca.pem`;
    writeFileSync(path, sim.certificate ?? '');
    const env = { ...keys(sim), NODE_EXTRA_CA_CERTS: path };
    expect((await run(['tail', sim.calls[0]!, '--for', '200ms'], { env })).code).toBe(0);
  });

  it.each([
    ['../../etc/passwd'],
    ['rtc_1&model=gpt-realtime'],
    ['rtc_\u202eevil'],
    [`rtc_${'a'.repeat(300)}`],
    ['_rtc'],
    ['rtc 1'],
    ['rtc_1%00'],
    [''],
    ['https://api.openai.com/v1/realtime'],
    ['{"type":"realtime.call.incoming"}'],
  ])('exits 2 for %j as a call, and dials nobody', async (word) => {
    const server = await counter();
    const env = { OPENAI_API_KEY: canary, OPENAI_BASE_URL: server.baseUrl };
    const { code, stderr } = await run(['tail', word], { env });
    expect(code).toBe(2);
    expect(stderr).not.toContain('\u202e');
    expect(server.connections()).toBe(0);
    await server.close();
  });

  it('is refused without TLS to anywhere but this machine', async () => {
    const env = { OPENAI_API_KEY: canary, OPENAI_BASE_URL: 'http://192.0.2.1/v1' };
    const { code, stderr } = await run(['tail', 'rtc_u1_any'], { env });
    expect(code).toBe(2);
    expect(stderr).toMatch(/https|TLS/i);
  });
});

describe('wrong words', () => {
  it.each([
    [['tial', 'rtc_1'], /did you mean tail/],
    [['tail', 'rtc_1', '--jsn'], /did you mean --json/],
    [['tail'], /which call\?[^]*--last/],
    [['say'], /rt-sideband say --help|missing/],
    [['tail', 'rtc_1', '--for', 'soon'], /--for/],
    [['tail', 'rtc_1', '--json', '--format', 'raw'], /choose one/],
    [['replay', '/nonexistent'], /./],
    [['help', 'exit-code'], /did you mean exit-codes/],
    [['completion', 'tcsh'], /bash, zsh, fish, pwsh/],
    [['sim', '--fault', 'gremlins'], /no such switch/],
  ])('%j exits 2 with advice', async (args, words) => {
    const { code, stdout, stderr } = await run(args, { env: { OPENAI_API_KEY: canary } });
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(words);
    expect(stderr).toMatch(/^rt-sideband: /);
  });
});
