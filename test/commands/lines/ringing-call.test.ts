import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { lineCommands } from '../../../src/commands/lines/index.ts';
import { completeSlash } from '../../../src/core/complete-slash.ts';
import { parseLine } from '../../../src/core/slash.ts';
import { knownOf } from '../../core/known-of.ts';
import { closeAll, simulator } from '../../sim/client.ts';
import { at, requests, ringing } from '../ringing.ts';

afterEach(closeAll);

const ready = (line: string) => {
  const { command, words } = parseLine(line, lineCommands);
  return command.ready(words);
};

/** A call that is attached, another one that rings, and a home of their own. */
const desk = async (...faults: readonly string[]) => {
  const sim = await simulator({ scenario: 'idle', faults });
  const attached = sim.calls[0] ?? '';
  const { id } = await ringing(sim);
  const home = mkdtempSync(join(tmpdir(), 'rt-ringing-'));
  const env = { OPENAI_BASE_URL: sim.baseUrl, OPENAI_API_KEY: sim.apiKey, XDG_STATE_HOME: home };
  const play = (stdin: string, ...flags: readonly string[]) =>
    at(sim, ['attach', attached, ...flags], { env, cwd: home, stdin: `${stdin}\n` });
  const log = async (call: string): Promise<string> =>
    (await at(sim, ['calls', '--log', call], { env })).stdout;
  return {
    sim,
    attached,
    id,
    home,
    env,
    play,
    log,
    [Symbol.dispose]: () => rmSync(home, { recursive: true }),
  };
};
const session = '{"model":"gpt-realtime-2.1"}';

describe('/accept', () => {
  it('answers another call, and keeps that where that call is kept', async () => {
    using made = await desk();
    const { sim, attached, id, play, log } = made;
    writeFileSync(join(made.home, 'session.json'), session);
    const { code, stderr } = await play(`/accept ${id} @session.json`);
    expect(stderr).toMatch(/^line 1: \/accept confirmed, the call is up: it can be attached$/m);
    expect(stderr).toMatch(new RegExp(`^ {2}hint: attach it with rt-sideband attach ${id}$`, 'm'));
    expect(code).toBe(0);
    expect(requests(sim, id)).toEqual([
      'POST /accept {"type":"realtime","model":"gpt-realtime-2.1"}',
      'HTTP 200',
    ]);
    expect(requests(sim, attached)).toEqual([]);
    expect(await log(id)).toMatch(/verb=\/accept outcome=confirmed/);
    expect(await log(attached)).toBe('');
    const calls = await at(sim, ['calls', '--json'], { env: made.env });
    expect(calls.stdout).toMatch(new RegExp(`"call_id":"${id}"[^\\n]*"state":"detached"`));
  });

  it('checks the session before it is sent, as on a command line', async () => {
    using made = await desk();
    const bad = '{"audio":{"input":{"turn_detection":{"type":"server_vad","threshold":0.5}}}}';
    const { code, stderr } = await made.play(`/accept ${made.id} ${bad}`);
    expect(stderr).toContain('threshold is refused on SIP calls');
    expect(code).toBe(2);
    for (const wrong of ['[]', '{', '@nowhere.json']) {
      expect(await made.play(`/accept ${made.id} ${wrong}`), wrong).toMatchObject({ code: 2 });
    }
    expect(requests(made.sim, made.id)).toEqual([]);
    expect(await made.log(made.id), 'what was refused here is no attempt').toBe('');
    const warned = await made.play(`/accept --as-is ${made.id} --model gpt-realtime-2.1 ${bad}`);
    expect(warned.stderr).toContain('warning: the session');
    expect(requests(made.sim, made.id)[0]).toMatch(/^POST \/accept .*"model":"gpt-realtime-2\.1"/);
  });

  it.each([
    [
      'accept_bad_payload=200_then_dead',
      '{"voice":"alloy"}',
      6,
      /outcome unknown\n  hint: .*cannot be attached after 10 s; most likely first/,
    ],
    ['rest_status=503x1', session, 8, /refused/],
    ['rest_reply=swallowed', session, 6, /outcome unknown/],
  ])('%s: says what came of it', async (fault, body, exit, words) => {
    using made = await desk(fault);
    const { code, stderr } = await made.play(`/accept ${made.id} --as-is ${body}`);
    expect(stderr).toMatch(words);
    expect(code).toBe(exit);
    expect(requests(made.sim, made.id), 'it is never sent again').toHaveLength(2);
  });
});

describe('/reject', () => {
  it('turns another call away', async () => {
    using made = await desk();
    const { code, stderr } = await made.play(`/reject ${made.id} --status 486 --yes`);
    expect(stderr).toMatch(/^line 1: \/reject confirmed, the server turned the call away with 486$/m);
    expect(code).toBe(0);
    expect(requests(made.sim, made.id)).toEqual(['POST /reject {"status_code":486}', 'HTTP 200']);
    expect(await made.log(made.id)).toMatch(/verb=\/reject outcome=confirmed/);
  });

  it('is asked about', () => {
    expect(ready('/reject rtc_other')).toMatchObject({
      about: 'rtc_other',
      danger: { question: 'turn it away with 603?' },
    });
    expect(ready('/reject --status 486 rtc_other')).toMatchObject({
      danger: { question: 'turn it away with 486?' },
    });
    expect(ready('/reject --yes rtc_other')).toMatchObject({ danger: undefined });
    expect(ready('/reject rtc_other --yes')).toMatchObject({ danger: undefined });
  });
});

describe('a call that rings', () => {
  it.each([
    ['/accept', 'one that rings cannot be attached, so that the line has to name it'],
    ['/reject', 'one that rings cannot be attached, so that the line has to name it'],
    ['/reject rtc_x --status 200', '300 to 699'],
    ['/reject rtc_x now', 'takes a call and no more'],
    ['/reject rtc_x --stauts 486', 'no such flag here'],
    ['/accept ../x', 'not a call id'],
  ])('%s is refused before anything is sent: %s', (line, words) => {
    expect(() => ready(line)).toThrow(words);
    expect(() => ready(line)).toThrow(expect.objectContaining({ kind: 'usage' }) as Error);
  });

  it('is not the one that is attached', async () => {
    using made = await desk();
    for (const line of ['/accept', '/reject --yes']) {
      const { code, stderr } = await made.play(`${line} ${made.attached}`);
      expect(stderr).toContain('not sent: this is the call that is attached');
      expect(code).toBe(2);
    }
    expect(requests(made.sim, made.attached)).toEqual([]);
  });

  it('is not answered with --read-only, nor without anybody to ask', async () => {
    using made = await desk();
    for (const line of [`/accept ${made.id} ${session}`, `/reject --yes ${made.id}`]) {
      const { code, stderr } = await made.play(line, '--read-only');
      expect(stderr).toContain('this call was attached with --read-only');
      expect(code).toBe(2);
    }
    const { code, stderr } = await made.play(`/reject ${made.id}`);
    expect(stderr).toContain('line 1: this turns a call away and there is nobody to ask; nothing was sent');
    expect(code).toBe(2);
    expect(requests(made.sim, made.id)).toEqual([]);
  });

  it.each([
    ['accept', session],
    ['reject', '{"status_code":486}'],
  ])('is shown what would be sent with --dry-run: %s', async (verb, body) => {
    using made = await desk();
    const given = verb === 'accept' ? session : '--status 486';
    const { code, stderr } = await made.play(`/${verb} ${made.id} --dry-run ${given}`);
    expect(code).toBe(0);
    expect(stderr).toContain(`POST ${made.sim.baseUrl}/realtime/calls/${made.id}/${verb}`);
    expect(stderr).toContain(body.slice(1, -1));
    expect(stderr).not.toContain(made.sim.apiKey);
    expect(requests(made.sim, made.id)).toEqual([]);
    expect(await made.log(made.id)).toBe('');
  });

  it('is offered by completion where this machine was told of it', () => {
    const known = knownOf({ ringing: () => ['rtc_one', 'rtc_two'] });
    const candidates = (line: string): readonly string[] =>
      completeSlash(line, lineCommands, known).candidates;
    expect(candidates('/accept ')).toEqual(['rtc_one ', 'rtc_two ']);
    expect(candidates('/reject --status 486 rtc_t')).toEqual(['rtc_two ']);
    expect(candidates('/reject rtc_one ')).toEqual([]);
  });
});
