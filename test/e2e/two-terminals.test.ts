import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Simulator } from '../../src/sim/simulator.ts';
import { closeAll, simulator } from '../sim/client.ts';
import { cleanUp, folder, keys, open, records, run, start, until, type Program } from './program.ts';

afterEach(async () => {
  await cleanUp();
  await closeAll();
});

/** A call, a machine, and terminals on them. */
const setUp = async () => {
  // Words take their time, so that a kill can come in between.
  const sim = await simulator({ scenario: 'idle', speed: 2 });
  const call = sim.calls[0] ?? '';
  const home = folder();
  const env = { ...keys(sim), XDG_STATE_HOME: home };
  const log = (): string => {
    const path = join(home, 'rt-sideband', 'audit.ndjson');
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  };
  const attach = async (...more: readonly string[]): Promise<Program> => {
    const program = start(['attach', call, ...more], { env, input: open });
    await program.shows(/attached to/);
    return program;
  };
  const calls = async (...words: readonly string[]): Promise<string> =>
    (await run(['calls', ...words], { env })).stdout;
  return { sim, call, env, log, attach, calls };
};

const types = (program: Program, line: string): void => void program.child.stdin.write(`${line}\n`);

/** How often words were asked for, as the server saw it. */
const asked = (sim: Simulator, words: string): number =>
  sim
    .log(sim.calls[0])
    .filter(({ dir, kind, text }) => kind === 'sideband' && dir === 'in' && text.includes(words)).length;

describe('two terminals on one call', () => {
  it('each learn what came of their own, and a kill -9 of either leaves the other and the log whole', async () => {
    const { sim, call, log, attach, calls } = await setUp();
    const [one, two] = [await attach(), await attach()];
    expect(JSON.parse(await calls('--json'))).toMatchObject({
      state: 'attached',
      attached: [{ by: 'attach' }, { by: 'attach' }],
    });
    types(one, '/say The first of all.');
    await one.shows(/line 1: \/say confirmed, said: "The first of all\."/);
    types(two, '/instruct --append Be brief.');
    await two.shows(/line 1: \/instruct confirmed/);
    expect(one.stderr()).not.toContain('/instruct');
    expect(two.stderr()).not.toContain('/say');

    types(one, '/say A long sentence that takes so long that nobody hears its end in this test of ours.');
    await until(
      () => log().includes('A long sentence') && asked(sim, 'A long sentence') === 1,
      'it was sent',
    );
    one.kill('SIGKILL');
    await one.ended;

    types(two, '/say And the other goes on.');
    await two.shows(/line 2: \/say confirmed, said: "And the other goes on\."/);
    two.child.stdin.end();
    expect((await two.ended).code).toBe(0);

    // Every line is whole; what was killed is neither done nor undone.
    const kinds = records(log()).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'intent')).toHaveLength(4);
    expect(kinds.filter((kind) => kind === 'outcome')).toHaveLength(3);
    const told = (await calls('--log')).trimEnd().split('\n');
    expect(told.map((line) => /verb=(\S+) outcome=(\S+)/.exec(line)?.slice(1))).toEqual([
      ['/say', 'confirmed'],
      ['/instruct', 'confirmed'],
      ['/say', 'never-learned'],
      ['/say', 'confirmed'],
    ]);
    expect(told.map((line) => /pid=(\d+)/.exec(line)?.[1])).toEqual(
      [one, two, one, two].map(({ child }) => String(child.pid)),
    );
    // Nothing is claimed that the server did not see, and what nobody learned of was sent once.
    for (const words of ['The first of all.', 'Be brief.', 'A long sentence'])
      expect(asked(sim, words), words).toBe(1);
    // Where the long one was still spoken, this was refused, and asked for again when it was over.
    expect(asked(sim, 'And the other goes on.')).toBeGreaterThan(0);

    // No ghost stays.
    expect(JSON.parse(await calls('--json'))).toMatchObject({
      call_id: call,
      state: 'detached',
      attached: [],
    });
  });

  it('keep their outcomes in their recordings, once', async () => {
    const { attach, env } = await setUp();
    const path = join(folder(), 'call.ndjson');
    const one = await attach('--record', path, '--json');
    types(one, '/say Good evening.');
    await one.shows(/line 1: \/say confirmed/);
    one.child.stdin.end();
    const { stdout, stderr } = await one.ended;
    const file = readFileSync(path, 'utf8');
    expect(file).toBe(stdout);
    const notice = { to: 'notice', code: 'outcome', message: '/say confirmed' };
    expect(records(file).filter(({ change }) => change?.to === 'notice')).toMatchObject([
      { kind: 'link', change: notice },
    ]);
    expect(stderr.match(/\/say confirmed/g)).toHaveLength(1);
    const replayed = await run(['replay', path], { env });
    expect(replayed.stdout.match(/\/say confirmed/g)).toHaveLength(1);
    expect((await run(['verify', path], { env })).code).toBe(0);
  });
});
