import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Simulator } from '../../src/sim/simulator.ts';
import { run, type Ran, type World } from '../context.ts';
import { folder } from '../io/recording-kit.ts';
import { closeAll, simulator } from '../sim/client.ts';
import { onTerminal } from './operating.ts';
import { at, ringing } from './ringing.ts';

afterEach(closeAll);

/** A simulator, and a machine that remembers. */
const setUp = async (home: string) => {
  const sim = await simulator({
    scenario: 'idle',
    speed: 10,
    calls: 2,
    faults: ['attach_404_ms_after_accept=0'],
  });
  const env = { OPENAI_BASE_URL: sim.baseUrl, OPENAI_API_KEY: sim.apiKey, XDG_STATE_HOME: home };
  const runs = (argv: readonly string[], world: World = {}): Promise<Ran> => at(sim, argv, { ...world, env });
  const [first = '', second = ''] = sim.calls;
  return { sim, runs, env, first, second };
};
const lines = (text: string): readonly Record<string, unknown>[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('calls', () => {
  it('says what to do where nothing is known, and that it is no failure', async () => {
    using home = folder();
    const { runs } = await setUp(home.path);
    expect(await runs(['calls'])).toEqual({
      code: 0,
      stdout: '',
      stderr: 'no calls are known on this machine yet: they are once you tail or attach one\n',
    });
    expect((await runs(['calls', 'rtc_x'])).stderr).toBe('rtc_x is not known on this machine\n');
    expect(existsSync(join(home.path, 'rt-sideband'))).toBe(false);
    expect((await run(['calls'])).stderr).toContain('nothing is remembered here');
  });

  it('lists what was watched and steered from here, the newest first', async () => {
    using home = folder();
    const { runs, sim, first, second } = await setUp(home.path);
    await runs(['tail', first, '--for', '100ms', '--record', join(home.path, 'r.ndjson')]);
    await runs(['say', second, 'Good evening.']);
    const { code, stdout, stderr } = await runs(['calls', '--json']);
    expect([code, stderr]).toEqual([0, '']);
    expect(lines(stdout)).toMatchObject([
      {
        kind: 'call',
        call_id: second,
        state: 'detached',
        base_url: sim.baseUrl,
        last_words: { who: 'agent' },
      },
      { kind: 'call', call_id: first, state: 'detached', recording: join(home.path, 'r.ndjson') },
    ]);
    const piped = (await runs(['calls', first])).stdout;
    expect(piped).toMatch(
      new RegExp(`^call_id=${first} state=detached seen=\\S+ age_s=\\d+ lasted_s=\\d+ .*base_url=`),
    );
    expect(piped.trimEnd()).not.toContain('\n');
  });

  it('knows who is attached right now, and a call that ended', async () => {
    using home = folder();
    const { runs, first, second } = await setUp(home.path);
    const leaving = new AbortController();
    // The number of the process in a test is nobody's: then nobody is there.
    const watching = runs(['tail', first], { signal: leaving.signal });
    await expect
      .poll(async () => (await runs(['calls', '--json'])).stdout, { timeout: 10_000 })
      .toContain(first);
    expect(lines((await runs(['calls', '--json'])).stdout)).toMatchObject([{ state: 'unknown' }]);
    leaving.abort('interrupt');
    await watching;
    expect(lines((await runs(['calls', '--json'])).stdout)).toMatchObject([{ state: 'detached' }]);
    expect((await runs(['hangup', second, '--yes'])).code).toBe(0);
    expect(lines((await runs(['calls', second, '--json'])).stdout)).toMatchObject([{ state: 'ended' }]);
  });

  it('knows who called, from the webhook, and shows it before something that cannot be taken back', async () => {
    using home = folder();
    const { runs, sim } = await setUp(home.path);
    const { id, webhook } = await ringing(sim);
    expect((await runs(['accept', '-', '--model', 'gpt-realtime-2.1'], { stdin: webhook })).code).toBe(0);
    expect(lines((await runs(['calls', '--json'])).stdout)).toMatchObject([
      { call_id: id, caller: 'Ann +15550100' },
    ]);
    expect((await runs(['hangup', id, '--yes'])).stderr).toMatch(
      /hanging up call …\w{8} from Ann \+15550100, up for \d+ s/,
    );
  });

  it('shows the last twenty, and all where all are asked for', async () => {
    using home = folder();
    const { runs, first } = await setUp(home.path);
    await runs(['tail', first, '--for', '50ms']);
    const files = join(home.path, 'rt-sideband', 'calls');
    const [record] = lines((await runs(['calls', '--json'])).stdout);
    for (let n = 0; n < 25; n += 1) {
      const at = '2026-11-21T10:00:00.000Z';
      const visit = { v: 1, call_id: `rtc_${n}`, base_url: record?.['base_url'], since: at, seen: at };
      writeFileSync(join(files, `rtc_${n}.000000001-1.json`), JSON.stringify(visit));
    }
    const some = await runs(['calls']);
    expect(some.stdout.trimEnd().split('\n')).toHaveLength(20);
    expect(some.stderr).toBe('6 more with --all\n');
    expect((await runs(['calls', '--all'])).stdout.trimEnd().split('\n')).toHaveLength(26);
    writeFileSync(join(files, 'rtc_bad.000000001-1.json'), 'no JSON');
    expect((await runs(['calls', '--all'])).stderr).toBe(
      'warning: a file about a call could not be read and was passed over\n',
    );
  });

  it('forgets a call, and everything only when that is meant; the audit log stays', async () => {
    using home = folder();
    const { runs, first, second } = await setUp(home.path);
    await runs(['say', first, 'Hello.']);
    await runs(['say', second, 'Hello.']);
    await runs(['calls', '--forget', first]);
    expect(lines((await runs(['calls', '--json'])).stdout)).toMatchObject([{ call_id: second }]);
    expect((await runs(['calls', '--forget'])).code).toBe(2);
    expect((await runs(['calls', '--forget', '--yes'])).code).toBe(0);
    expect((await runs(['calls', '--json'])).stdout).toBe('');
    expect(lines((await runs(['calls', '--log', '--json'])).stdout)).toHaveLength(2);
    expect((await runs(['calls', '--forget', '--log'])).code).toBe(2);
  });
});

describe('calls --log', () => {
  it('says who did what to a call, and what came of it', async () => {
    using home = folder();
    const { runs, first, second } = await setUp(home.path);
    expect((await runs(['calls', '--log'])).stderr).toBe(
      'nothing was done to a call from this machine, as far as its log goes back\n',
    );
    await runs(['say', first, 'Good evening.']);
    await runs(['attach', second], { stdin: '/say Hello.\n' });
    expect(lines((await runs(['calls', '--log', '--json'])).stdout)).toMatchObject([
      { kind: 'deed', verb: 'say', call_id: first, what: 'Good evening.', outcome: 'confirmed' },
      { kind: 'deed', verb: '/say', call_id: second, what: 'Hello.', outcome: 'confirmed' },
    ]);
    const piped = (await runs(['calls', '--log', second])).stdout;
    expect(piped).toMatch(
      new RegExp(`^call_id=${second} at=\\S+ verb=/say outcome=confirmed exit=ok .*what=Hello\\.`),
    );
    expect(piped.trimEnd()).not.toContain('\n');
  });

  it('says so when a line is torn or its outcome was never learned, and goes on', async () => {
    using home = folder();
    const { runs, first } = await setUp(home.path);
    await runs(['say', first, 'One.']);
    const path = join(home.path, 'rt-sideband', 'audit.ndjson');
    const [intent = ''] = readFileSync(path, 'utf8').split('\n');
    appendFileSync(path, `${intent.replaceAll(/"id":"[^"]*"/g, '"id":"killed"')}\n${intent.slice(0, 60)}`);
    await runs(['say', first, 'Two.']);
    const { stdout, stderr } = await runs(['calls', '--log']);
    expect(stderr).toBe(
      'warning: 1 line of the audit log could not be read: torn by a crash, or changed by hand\n',
    );
    expect(stdout.match(/outcome=\S+/g)).toEqual([
      'outcome=confirmed',
      'outcome=never-learned',
      'outcome=confirmed',
    ]);
  });
});

describe('a call that is not named', () => {
  it('is the one seen last that has not ended, with --last', async () => {
    using home = folder();
    const { runs, first, second } = await setUp(home.path);
    const none = await runs(['attach', '--last']);
    expect(none.code).toBe(3);
    expect(none.stderr).toContain('no call is known on this machine that has not ended');
    await runs(['tail', first, '--for', '50ms']);
    await runs(['tail', second, '--for', '50ms']);
    expect((await runs(['tail', '--last', '--for', '50ms'])).stderr).toContain(`attached to ${second}`);
    expect((await runs(['attach', '--last', '--for', '50ms'])).stderr).toContain(`attached to ${second}`);
    await runs(['hangup', second, '--yes']);
    expect((await runs(['attach', '--last', '--for', '50ms'])).stderr).toContain(`attached to ${first}`);
  });

  it('is never one of another server', async () => {
    using home = folder();
    const { runs, first } = await setUp(home.path);
    await runs(['tail', first, '--for', '50ms']);
    const other: Simulator = await simulator({ scenario: 'idle' });
    const env = { OPENAI_BASE_URL: other.baseUrl, OPENAI_API_KEY: other.apiKey, XDG_STATE_HOME: home.path };
    expect((await at(other, ['tail', '--last'], { env })).code).toBe(3);
  });

  it.each(['attach', 'tail'])('is asked for in words by %s where nobody can pick', async (verb) => {
    const { code, stderr } = await run([verb], { env: { OPENAI_API_KEY: 'x' } });
    expect(code).toBe(2);
    expect(stderr).toContain('which call?');
    expect(stderr).toContain('--last');
    expect((await run([verb, 'rtc_1', '--last'], { env: { OPENAI_API_KEY: 'x' } })).code).toBe(2);
  });

  it('is picked on a terminal', async () => {
    using home = folder();
    const { sim, runs, first, second } = await setUp(home.path);
    await runs(['tail', first, '--for', '50ms']);
    await runs(['tail', second, '--for', '50ms']);
    const more = { XDG_STATE_HOME: home.path, RT_SIDEBAND_REMEMBER: 'all' };
    const there = onTerminal(['attach'], sim, more, 120);
    await there.sees('which call?');
    await there.sees(`> 1  ${second}`);
    there.type('\u{1b}[B');
    await there.sees(`> 2  ${first}`);
    there.type('\r');
    await there.sees(`attached to ${first}`);
    there.type('/quit\r');
    expect(await there.exit).toBe(0);
    expect(there.raw.at(-1)).toBe(false);

    const left = onTerminal(['attach'], sim, more, 120);
    await left.sees('which call?');
    left.type('\u{3}');
    expect(await left.exit).toBe(130);
  });
});
