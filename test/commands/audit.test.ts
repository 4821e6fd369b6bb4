import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { audit, auditLog, type Came } from '../../src/commands/audit.ts';
import type { Context } from '../../src/commands/context.ts';
import { lineCommands } from '../../src/commands/lines/index.ts';
import { SidebandError } from '../../src/core/error.ts';
import { asCallId, type CallId } from '../../src/core/ids.ts';
import { isRaw, type Raw } from '../../src/core/raw.ts';
import { parseLine } from '../../src/core/slash.ts';
import { stateFolder } from '../../src/io/state-folder.ts';
import { commands } from '../../src/commands/index.ts';
import type { Simulator } from '../../src/sim/simulator.ts';
import type { Ran, World } from '../context.ts';
import { folder } from '../io/recording-kit.ts';
import { control } from '../sim-control.ts';
import { closeAll, simulator } from '../sim/client.ts';
import { answered, at, ringing } from './ringing.ts';

afterEach(closeAll);

/** The lines of the audit log under a folder. */
const logged = (home: string): readonly Raw[] => {
  const text = readFileSync(join(home, 'rt-sideband', auditLog.name), 'utf8');
  expect(text.endsWith('\n')).toBe(true);
  return text
    .trimEnd()
    .split('\n')
    .map((line): Raw => {
      const record: unknown = JSON.parse(line);
      return isRaw(record) ? record : {};
    });
};

const runs = (sim: Simulator, home: string, argv: readonly string[], world: World = {}): Promise<Ran> =>
  at(sim, argv, {
    ...world,
    env: { OPENAI_BASE_URL: sim.baseUrl, OPENAI_API_KEY: sim.apiKey, XDG_STATE_HOME: home, ...world.env },
  });

type Row = {
  readonly call: 'up' | 'sip' | 'rings';
  readonly words: readonly string[];
  /** What the log has as the words. */
  readonly what: string | undefined;
  /** The command line and the verb in the log, where they are not the name before and after the call. */
  readonly argv?: (call: string) => readonly string[];
  readonly verb?: string;
};

/** Has a function call in the conversation that nobody answers. */
const withToolCall = (sim: Simulator, call: string): Promise<void> => {
  const item = { type: 'function_call', name: 'find', call_id: 'call_1', arguments: '{}' };
  return control(sim, 'POST', `/calls/${call}/act`, { type: 'conversation.item.create', item }).then(
    () => undefined,
  );
};

/** Every command that changes a call. */
const verbs: Readonly<Record<string, Row>> = {
  say: { call: 'up', words: ['Good evening.'], what: 'Good evening.' },
  whisper: { call: 'up', words: ['A VIP.'], what: 'A VIP.' },
  interrupt: { call: 'up', words: [], what: undefined },
  send: { call: 'up', words: ['--ack', 'response.create'], what: 'response.create' },
  tool: {
    call: 'up',
    words: [],
    argv: (call) => ['tool', 'answer', call, 'call_1', '{"ok":true}', '--no-respond'],
    verb: 'tool answer',
    what: 'call_1 {"ok":true}',
  },
  instruct: { call: 'up', words: ['--append', 'Be brief.'], what: 'Be brief.' },
  accept: {
    call: 'rings',
    words: ['--model', 'gpt-realtime-2.1'],
    what: '{"type":"realtime","model":"gpt-realtime-2.1"}',
  },
  reject: { call: 'rings', words: ['--status', '486'], what: '{"status_code":486}' },
  refer: { call: 'sip', words: ['--yes', 'tel:+14155550123'], what: '{"target_uri":"tel:+14155550123"}' },
  hangup: { call: 'sip', words: ['--yes'], what: undefined },
};

/** Every line command, and what follows the slash; `undefined`: it only looks. */
const lines: Readonly<Record<string, string | undefined>> = {
  say: 'say Good evening.',
  whisper: 'whisper A VIP.',
  instruct: 'instruct --append Be brief.',
  interrupt: 'interrupt',
  tool: 'tool answer --no-respond call_1 {"ok":true}',
  send: 'send --ack response.create',
  inspect: 'inspect',
  refer: 'refer --yes tel:+14155550123',
  hangup: 'hangup --yes',
  accept: 'accept RINGS {"model":"gpt-realtime-2.1"}',
  reject: 'reject --yes RINGS',
  show: undefined,
  only: undefined,
  filter: undefined,
  history: undefined,
  stats: undefined,
  troubles: undefined,
  help: undefined,
  quit: undefined,
};

/** A call that is up can be attached at once. */
const quick = { scenario: 'idle', speed: 10, faults: ['attach_404_ms_after_accept=0'] } as const;

const callOf = async (sim: Simulator, kind: Row['call']): Promise<string> =>
  kind === 'up' ? (sim.calls[0] ?? '') : kind === 'sip' ? answered(sim) : (await ringing(sim)).id;

describe('the audit log', () => {
  it('is tested with every command that changes a call', () => {
    const changing = commands.filter(({ group }) => group === 'control').map(({ name }) => name);
    expect(Object.keys(verbs).toSorted()).toEqual(changing.toSorted());
    expect(Object.keys(lines).toSorted()).toEqual(lineCommands.map(({ name }) => name).toSorted());
    for (const [name, line] of Object.entries(lines)) {
      if (line !== undefined) continue;
      const sample = { show: 'show 1', filter: 'filter response.done' }[name] ?? name;
      const { command, words } = parseLine(`/${sample}`, lineCommands);
      expect(command.ready(words).sends, name).toBe(false);
    }
  });

  it.each(Object.entries(verbs))(
    'has what %s was asked to do before, and what came of it after',
    async (verb, row) => {
      using home = folder();
      const sim = await simulator(quick);
      const call = await callOf(sim, row.call);
      if (verb === 'tool') await withToolCall(sim, call);
      const { code, stderr } = await runs(sim, home.path, row.argv?.(call) ?? [verb, call, ...row.words]);
      expect(code, stderr).toBe(0);
      const [intent, outcome, ...more] = logged(home.path);
      expect(more).toEqual([]);
      const about = {
        id: intent?.['id'],
        call_id: call,
        verb: row.verb ?? verb,
        user: userInfo().username,
        pid: 4_194_304,
      };
      expect(intent).toMatchObject({ kind: 'intent', ...about, base_url: sim.baseUrl });
      expect(intent?.['what']).toBe(row.what);
      expect(outcome).toMatchObject({
        kind: 'outcome',
        ...about,
        outcome: 'confirmed',
        exit: { code: 0, name: 'ok' },
      });
    },
  );

  it.each(Object.entries(lines).filter((row): row is [string, string] => row[1] !== undefined))(
    'has what /%s was asked to do before, and what came of it after',
    async (name, written) => {
      using home = folder();
      const sim = await simulator(quick);
      const call = await callOf(sim, 'sip');
      const about = written.includes('RINGS') ? await callOf(sim, 'rings') : call;
      const line = written.replace('RINGS', about);
      if (name === 'tool') await withToolCall(sim, call);
      await runs(sim, home.path, ['attach', call], { stdin: `/${line}\n` });
      const [intent, outcome, ...more] = logged(home.path);
      expect(more).toEqual([]);
      expect(intent).toMatchObject({ kind: 'intent', verb: `/${name}`, call_id: about });
      expect(`/${name} ${String(intent?.['what'])}`.trim()).toBe(`/${line}`);
      expect(outcome).toMatchObject({ kind: 'outcome', id: intent?.['id'], outcome: 'confirmed' });
    },
  );

  it('has what did not succeed, with the code of the server', async () => {
    using home = folder();
    const sim = await simulator(quick);
    const wrong = ['instruct', sim.calls[0] ?? '', '--set', 'audio.output.speed=9'];
    expect((await runs(sim, home.path, wrong)).code).toBe(8);
    expect((await runs(sim, home.path, ['say', 'rtc_nobody', '--wait-for-call', '0ms', 'Hello.'])).code).toBe(
      3,
    );
    const outcomes = logged(home.path).filter(({ kind }) => kind === 'outcome');
    expect(logged(home.path)).toHaveLength(4);
    expect(outcomes).toMatchObject([
      { verb: 'instruct', outcome: 'refused', exit: { name: 'refused' }, code: expect.any(String) as string },
      { verb: 'say', call_id: 'rtc_nobody', outcome: 'not-sent', exit: { name: 'not-found' } },
    ]);
  });

  it('has no key, no long text whole, and with `bare` no words at all', async () => {
    using home = folder();
    const sim = await simulator(quick);
    const call = sim.calls[0] ?? '';
    const key = ['sk', 'test', 'x'.repeat(20)].join('-');
    home.file('words.txt', `The key is ${key}. ${'long '.repeat(300)}`);
    await runs(sim, home.path, ['say', call, '@words.txt'], { cwd: home.path });
    await runs(sim, home.path, ['attach', call], { cwd: home.path, stdin: '/say @words.txt\n' });
    const [said, , typed] = logged(home.path);
    expect(said?.['what']).toMatch(/^The key is \[secret\]\. (?:long )+.*… \(\d+ more\)$/);
    expect(typed?.['what']).toMatch(/^@words\.txt: The key is \[secret\]/);
    expect(readFileSync(join(home.path, 'rt-sideband', auditLog.name), 'utf8')).not.toContain(key);

    using bare = folder();
    await runs(sim, bare.path, ['say', call, 'Good evening.', '--remember', 'bare']);
    expect(logged(bare.path)).toMatchObject([{ kind: 'intent' }, { kind: 'outcome', outcome: 'confirmed' }]);
    expect(readFileSync(join(bare.path, 'rt-sideband', auditLog.name), 'utf8')).not.toContain('evening');
    await runs(sim, bare.path, ['say', call, 'Good evening.', '--remember', 'nothing']);
    expect(logged(bare.path)).toHaveLength(2);
  });

  it('that cannot be written is done without, with one warning', async () => {
    const sim = await simulator(quick);
    const { code, stderr } = await runs(sim, '/proc/none', ['say', sim.calls[0] ?? '', 'Good evening.']);
    expect(code).toBe(0);
    expect(stderr.match(/warning: .*/g)).toEqual([
      'warning: cannot write /proc/none/rt-sideband: no such file or folder; going on, but this is not kept on this machine',
    ]);
  });
});

describe('the log of one call', () => {
  /** A log, and what is in it. */
  const setUp = (home: string) => {
    const state = stateFolder({ XDG_STATE_HOME: home }, 7);
    const clock = { now: () => ({ wall: 1_800_000_000_000, mono: 5 }), sleep: () => Promise.resolve() };
    // No more of a context is used.
    const context = { state, clock, pid: 7, tool: 'rt-sideband/test' } as unknown as Context;
    return audit(context, { callId: asCallId('rtc_1') as CallId, baseUrl: 'https://x.invalid/v1' });
  };
  const done: Came = { outcome: 'confirmed', exit: 'ok' };
  const nobody = {
    session: () => {
      throw new Error('not asked');
    },
    awaits: () => Promise.reject(new Error('not asked')),
    write: () => undefined,
  };

  it.each(['a frame', 'a request'])('holds what is about to be done before %s leaves', async (leaves) => {
    using home = folder();
    let left = 0;
    await setUp(home.path)({ verb: 'x' }, async (hands) => {
      const leaving = (): Promise<never> => {
        left += 1;
        expect(logged(home.path)).toMatchObject([{ kind: 'intent', verb: 'x' }]);
        return Promise.reject(new Error('the socket broke'));
      };
      const acts = hands.operator({ ...nobody, perform: leaving });
      const http = hands.http({ ask: leaving, look: leaving });
      // What is sent does not matter here.
      const sent = leaves === 'a frame' ? acts.perform({} as never) : http.ask({} as never);
      await expect(sent).rejects.toThrow('the socket broke');
      return done;
    });
    expect(left).toBe(1);
    expect(logged(home.path)).toMatchObject([{ kind: 'intent' }, { kind: 'outcome' }]);
  });

  it('says unknown for what broke after it was sent, and nothing of wrong words', async () => {
    using home = folder();
    const log = setUp(home.path);
    const broke = log({ verb: 'x' }, async (hands) => {
      await hands
        .operator({ ...nobody, perform: () => Promise.resolve({ outcome: 'unknown', reason: '' }) })
        .perform({} as never);
      throw new SidebandError('network', 'gone');
    });
    await expect(broke).rejects.toThrow('gone');
    const wrong = log({ verb: 'y' }, () => Promise.reject(new SidebandError('usage', 'no such file')));
    await expect(wrong).rejects.toThrow('no such file');
    expect(logged(home.path)).toMatchObject([
      { kind: 'intent', verb: 'x' },
      { kind: 'outcome', verb: 'x', outcome: 'unknown', exit: { name: 'network' }, note: 'gone' },
    ]);
  });

  it('says what was settled early, once', async () => {
    using home = folder();
    await setUp(home.path)({ verb: 'x' }, async ({ settled }) => {
      settled(done);
      expect(logged(home.path)).toHaveLength(2);
      return { outcome: 'refused', exit: 'refused' };
    });
    expect(logged(home.path)).toMatchObject([{ kind: 'intent' }, { kind: 'outcome', outcome: 'confirmed' }]);
  });
});
