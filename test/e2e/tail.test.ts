import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { order } from '../../src/sim/scenarios/order.ts';
import type { Scenario } from '../../src/sim/scenario.ts';
import { closeAll, simulator } from '../sim/client.ts';
import { control, emit } from '../sim-control.ts';
import {
  bin,
  came,
  cleanUp,
  folder,
  keys,
  node,
  open,
  records,
  run,
  shell,
  start,
  until,
  wentOut,
} from './program.ts';

afterEach(async () => {
  await cleanUp();
  await closeAll();
});

/** The default call, at whose end the caller hangs up. */
const whole: Scenario = { ...order, script: [...order.script, { hangup: true }] };

/** The text of an event as it stands in a record, with the escapes that the output put in taken out again. */
const eventText = (line: string): string => {
  const text = line.slice(line.indexOf('"event":') + '"event":'.length, -1);
  return text.replaceAll(/\\u([0-9a-f]{4})/gi, (escape, hex: string) => {
    const unit = Number.parseInt(hex, 16);
    return unit < 0x7f ? escape : String.fromCharCode(unit);
  });
};

const unsafe =
  'caf\u00e9 \u200b zero, \u202e turned, \u009b31m, \u007f, \ud83d\udc69\u200d\ud83d\udc67 family';

describe('tail --json', () => {
  it('gives what the simulator sent, byte for byte, and sends nothing', async () => {
    const sim = await simulator({
      scenario: { ...whole, script: [{ emit: { type: 'session.note', text: unsafe } }, ...whole.script] },
    });
    const { code, stdout, stderr } = await run(['tail', sim.calls[0]!, '--json'], { env: keys(sim) });
    expect(code).toBe(0);
    expect(stdout.endsWith('\n')).toBe(true);
    const lines = stdout.trimEnd().split('\n');
    const all = records(stdout);

    expect(all[0]).toMatchObject({ v: 1, kind: 'header', call_id: sim.calls[0], base_url: sim.baseUrl });
    expect(all.slice(1).map(({ seq }) => seq)).toEqual(all.slice(1).map((_, n) => n + 1));
    expect(all[1]).toMatchObject({ kind: 'link', change: { to: 'open' } });
    const received = lines.filter((_, n) => all[n]?.kind === 'frame' && all[n]?.dir === 'in');
    expect(received.length).toBeGreaterThan(60);
    expect(received.map(eventText)).toEqual(wentOut(sim));
    expect(received.some((line) => line.includes('\\u200b'))).toBe(true);
    expect(all.at(-1)).toMatchObject({
      kind: 'end',
      reason: 'ended',
      complete: true,
      exit: { code: 0, name: 'ok' },
      frames: { in: received.length, out: 0 },
    });
    expect(all.filter(({ kind }) => kind === 'end')).toHaveLength(1);
    expect(came(sim)).toEqual([]);
    expect(stderr).toMatch(/^attached to rtc_/);
  });

  it('works against `sim --json` with nothing but its ready line', async () => {
    const program = start(['sim', '--json', '--scenario', 'greeting', '--speed', '10'], { tellsKeys: true });
    await program.shows(/\n/, 'stdout');
    const ready = JSON.parse(program.stdout()) as Record<string, string> & { calls: string[] };
    expect(ready).toMatchObject({ kind: 'ready' });
    expect(ready['base_url']).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1$/);
    expect(ready['api_key']).toMatch(/^sk-sim-/);
    expect(ready.calls).toEqual([expect.stringMatching(/^rtc_/)]);
    const env = { OPENAI_API_KEY: ready['api_key']!, OPENAI_BASE_URL: ready['base_url']! };
    const watching = start(['tail', ready.calls[0]!, '--json'], { env });
    await watching.shows(/"type":"output_audio_buffer.stopped"/, 'stdout');
    const panel = { controlUrl: ready['control_url']! };
    await control(panel, 'DELETE', `/calls/${ready.calls[0]}`);
    const { code, stdout } = await watching.ended;
    expect(code).toBe(0);
    const log = (await control(panel, 'GET', `/calls/${ready.calls[0]}/log`)) as {
      kind: string;
      dir: string;
      text: string;
    }[];
    const sidebands = log.filter(({ kind }) => kind === 'sideband');
    const lines = stdout.trimEnd().split('\n');
    expect(lines.filter((line) => line.includes('"dir":"in"')).map(eventText)).toEqual(
      sidebands.filter(({ dir }) => dir === 'out').map(({ text }) => text),
    );
    expect(sidebands.filter(({ dir }) => dir === 'in')).toEqual([]);
    program.kill('SIGTERM');
    expect((await program.ended).code).toBe(143);
  });
});

describe('attach', () => {
  it('sends nothing until the operator does', async () => {
    const sim = await simulator({ scenario: whole });
    const program = start(['attach', sim.calls[0]!], { env: keys(sim), input: open });
    const { code, stderr } = await program.ended;
    expect(code).toBe(0);
    expect(stderr).toMatch(/attached to rtc_/);
    expect(wentOut(sim).length).toBeGreaterThan(60);
    expect(came(sim)).toEqual([]);
  });
});

describe('tail', () => {
  it('is one plain line per event on a pipe', async () => {
    const sim = await simulator({ scenario: whole });
    const { code, stdout } = await run(['tail', sim.calls[0]!], { env: keys(sim) });
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(20);
    for (const line of lines) expect(line).toMatch(/(^|\s)call_id=rtc_\S+ type=[a-z_.]+/);
    expect(stdout).not.toContain('\u001b');
  });

  it.each(['pretty', 'line', 'transcript', 'json', 'raw'])('shows a call as %s', async (format) => {
    const sim = await simulator({ scenario: whole });
    const { code, stdout } = await run(['tail', sim.calls[0]!, '--format', format], { env: keys(sim) });
    expect(code).toBe(0);
    expect(stdout).toContain('One margarita, nine euros, ready in five minutes. Anything else?');
    if (format === 'raw')
      expect(stdout).toBe(
        wentOut(sim)
          .map((text) => `${text}\n`)
          .join(''),
      );
    if (format === 'transcript') {
      const said = stdout
        .split('\n')
        .flatMap((line) => /(caller|agent|user):?\s+(.*)$/.exec(line)?.slice(1) ?? []);
      expect(said.filter((_, n) => n % 2 === 1)).toEqual([
        'Good evening, this is the Blue Door bar. What can I get you?',
        'A margarita, please.',
        'One margarita, nine euros, ready in five minutes. Anything else?',
        'No, thank you. That is all.',
        'Thank you, see you soon!',
      ]);
    }
  });

  it('shows only what is asked for', async () => {
    const sim = await simulator({ scenario: whole });
    const typesWith = async (...flags: string[]): Promise<readonly string[]> => {
      const call = sim.startCall();
      const { code, stdout } = await run(['tail', call, '--json', ...flags], { env: keys(sim) });
      expect(code).toBe(0);
      return records(stdout).flatMap(({ event }) => event?.type ?? []);
    };
    const some = await typesWith('--only', 'response.*', '--not', '*.delta');
    expect(new Set(some)).toContain('response.done');
    expect(some.filter((type) => !type.startsWith('response.') || type.endsWith('.delta'))).toEqual([]);
    expect(await typesWith('--where', 'response.status=completed')).toEqual(
      Array.from({ length: 4 }, () => 'response.done'),
    );
  });

  it('stops when it is told to', async () => {
    const sim = await simulator({ scenario: 'order' });
    const watched = async (...flags: string[]) => {
      const ran = await run(['tail', sim.startCall(), '--json', ...flags], { env: keys(sim) });
      expect(ran.code).toBe(0);
      const all = records(ran.stdout);
      expect(all.at(-1)).toMatchObject({ kind: 'end', reason: 'detached', exit: { code: 0 } });
      return all.filter(({ kind }) => kind === 'frame');
    };
    expect(await watched('--max', '5')).toHaveLength(5);
    const until = (await watched('--until', 'response.done')).map(({ event }) => event?.type);
    expect(until.indexOf('response.done')).toBe(until.length - 1);
    expect((await watched('--for', '1s')).length).toBeGreaterThan(0);
    expect((await watched('--idle', '1500ms')).length).toBeGreaterThan(60);
    const lines = await run(['tail', sim.startCall(), '--only', 'response.done', '--max', '1'], {
      env: keys(sim),
    });
    expect(lines.stdout.split('\n').filter((line) => line.includes('type=response.done'))).toHaveLength(1);
  });

  it('labels several calls, and goes on with one when another is in trouble', async () => {
    const sim = await simulator({ scenario: whole, calls: 2 });
    const [one, two] = sim.calls;
    const program = start(['tail', one!, two!, 'rtc_u1_nobody', '--wait-for-call', '250ms'], {
      env: keys(sim),
    });
    await program.shows(/attached[^]*attached/);
    sim.endCall(one!);
    const { code, stdout, stderr } = await program.ended;
    expect(code).toBe(3);
    const lines = stdout.trimEnd().split('\n');
    for (const line of lines) expect(line).toMatch(new RegExp(`call_id=(${one}|${two}) `));
    expect(stdout).toContain('see you soon');
    for (const call of [one!, two!, 'rtc_u1_nobody']) expect(stderr).toContain(`…${call.slice(-6)}`);
    expect(stderr).toMatch(/…nobody\s.*no such call|…nobody[^]*not found/i);
  });

  it('takes a call in every form it comes in', async () => {
    const sim = await simulator({ scenario: 'greeting' });
    const forms = [
      ['word', (id: string) => `/v1/realtime/calls/${id}`],
      ['word', (id: string) => `wss://api.openai.com/v1/realtime?call_id=${id}`],
      ['stdin', (id: string) => JSON.stringify({ type: 'realtime.call.incoming', data: { call_id: id } })],
      ['stdin', (id: string) => `https://api.openai.com/v1/realtime/calls/${id}\n`],
    ] as const;
    for (const [how, form] of forms) {
      const call = sim.startCall();
      const ran = await run(
        ['tail', how === 'stdin' ? '-' : form(call), '--json', '--until', 'response.created'],
        {
          env: keys(sim),
          ...(how === 'stdin' ? { input: form(call) } : {}),
        },
      );
      expect(ran.code).toBe(0);
      expect(records(ran.stdout)[0]).toMatchObject({ call_id: call });
    }
  });

  it('loses no line to a slow reader', async () => {
    const many = 4000;
    const pad = 'x'.repeat(900);
    const sim = await simulator({
      scenario: {
        name: 'flood',
        script: [
          ...Array.from({ length: many }, (_, n) => ({ emit: { type: 'session.padding', n, pad } })),
          { hangup: true },
        ],
        answers: [],
      },
    });
    const line = `set -o pipefail; $RT tail ${sim.calls[0]} --json | (sleep 2; cat)`;
    const { code, stdout } = await shell(line, { env: keys(sim) });
    expect(code).toBe(0);
    const numbers = records(stdout).flatMap(({ event }) => (event as { n?: number } | undefined)?.n ?? []);
    expect(numbers).toEqual(Array.from({ length: many }, (_, n) => n));
  });

  it('leaves quietly when its reader does', async () => {
    const sim = await simulator({ scenario: 'order' });
    for (const format of ['--json', '--format=line', '--format=pretty', '--format=raw']) {
      const call = sim.startCall();
      const line = `$RT tail ${call} ${format} | head -1; exit \${PIPESTATUS[0]}`;
      const { code, stdout, stderr } = await shell(line, { env: keys(sim) });
      expect(code, format).toBe(141);
      expect(stdout.trimEnd().split('\n')).toHaveLength(1);
      expect(
        stderr
          .trimEnd()
          .split('\n')
          .filter((said) => !/^(attached|detached)/.test(said)),
      ).toEqual([]);
    }
  });

  const terminal = spawnSync('script', ['--version']).status === 0;
  it.skipIf(!terminal)(
    'refuses raw text on a terminal (skipped where `script` is not installed)',
    async () => {
      const sim = await simulator({ scenario: 'greeting' });
      const line = `script -qec "${node} ${bin} tail ${sim.calls[0]} --format raw" /dev/null`;
      const { code, stdout } = await shell(line, { env: keys(sim) });
      expect(code).toBe(2);
      expect(stdout).toContain('raw text from a call is not written to a terminal');
      expect(wentOut(sim)).toEqual([]);
    },
  );

  it.skipIf(!terminal)(
    'is pretty and coloured on a terminal (skipped where `script` is not installed)',
    async () => {
      const sim = await simulator({ scenario: whole });
      const line = `script -qec "${node} ${bin} tail ${sim.calls[0]}" /dev/null`;
      const { code, stdout } = await shell(line, { env: { ...keys(sim), TERM: 'xterm-256color' } });
      expect(code).toBe(0);
      expect(stdout).toContain('\u001b[');
      expect(stdout).toContain('see you soon!');
      expect(stdout).not.toContain('type=response.done');
    },
  );

  it('reads the key from a file, standard input or .env, and says nothing of it', async () => {
    const sim = await simulator({ scenario: 'greeting' });
    const cwd = folder();
    const { writeFileSync } = await import('node:fs');
    writeFileSync(join(cwd, 'key'), `${sim.apiKey}\n`, { mode: 0o600 });
    writeFileSync(join(cwd, '.env'), `OPENAI_API_KEY=${sim.apiKey}\nOPENAI_BASE_URL=${sim.baseUrl}\n`);
    const stop = ['--until', 'response.created', '--json'];
    const base = ['--base-url', sim.baseUrl];
    const ways = [
      { args: [...base, '--api-key-file', 'key'] },
      { args: [...base, '--api-key-stdin'], input: sim.apiKey },
      { args: [] },
    ];
    for (const { args, ...around } of ways) {
      const ran = await run(['tail', sim.startCall(), ...stop, ...args], { cwd, ...around });
      expect(ran.code, ran.stderr).toBe(0);
      expect(`${ran.stdout}${ran.stderr}`).not.toContain(sim.apiKey);
    }
    expect(readFileSync(join(cwd, 'key'), 'utf8')).toContain('sk-sim');
  });

  it('shows an event nobody knows, and one that is not JSON', async () => {
    const sim = await simulator({
      scenario: 'idle',
      faults: ['garbage_frame', 'unknown_type', 'binary_frame'],
    });
    const program = start(['tail', sim.calls[0]!, '--json'], { env: keys(sim) });
    await program.shows(/attached/);
    for (const n of [1, 2, 3])
      await emit(sim, sim.calls[0]!, { type: 'rate_limits.updated', n, rate_limits: [] });
    await until(() => wentOut(sim).length >= 6);
    sim.endCall(sim.calls[0]!);
    const { code, stdout } = await program.ended;
    expect(code).toBe(0);
    expect(records(stdout).filter(({ kind }) => kind === 'frame')).toHaveLength(6);
    expect(stdout).toContain('"text":"{\\"type\\":\\"response.done\\",\\"event_id\\":"');
    expect(stdout).toContain('"base64":"AAECAw=="');
    expect(stdout).toContain('response.telepathy.delta');
  });
});
