import { afterEach, describe, expect, it } from 'vitest';
import type { Simulator } from '../../src/sim/simulator.ts';
import { closeAll, connect, simulator } from '../sim/client.ts';
import { came, cleanUp, folder, keys, run, start, until } from './program.ts';

afterEach(async () => {
  await cleanUp();
  await closeAll();
});

const rule = 'You take orders on the telephone. Be brief.';

const call = (): Promise<Simulator> =>
  simulator({ scenario: { name: 'bar', session: { instructions: rule }, script: [], answers: [] } });

type Updated = { readonly session: Record<string, unknown> & { instructions?: string } };

/** A second sideband, and the sessions it is shown. */
const witness = async (sim: Simulator) => {
  const other = await connect(sim);
  return {
    sessions: () =>
      other.events
        .filter(({ type }) => type === 'session.updated')
        .map((event) => (event as unknown as Updated).session),
  };
};

describe('instruct', () => {
  it('appends, which a second sideband sees, and changes nothing else', async () => {
    const sim = await call();
    const { sessions } = await witness(sim);
    const { code, stderr } = await run(['instruct', sim.calls[0]!, 'Speak French', '--append'], {
      env: keys(sim),
    });
    expect(code).toBe(0);
    expect(stderr).toMatch(/confirmed: the session shows the change/);
    await until(() => sessions().length === 2, 'both updates');
    const [before, after] = sessions();
    expect(before?.instructions).toBe(rule);
    expect(after?.instructions).toMatch(/^You take orders on the telephone\. Be brief\.\s+Speak French$/);
    expect({ ...after, instructions: '' }).toEqual({ ...before, instructions: '' });
    expect(came(sim)).toEqual(['session.update', 'session.update']);
  });

  it('does not replace anything unasked where nobody can be asked', async () => {
    const sim = await call();
    const { code, stderr } = await run(['instruct', sim.calls[0]!, 'Speak French'], { env: keys(sim) });
    expect(code).toBe(2);
    expect(stderr).toMatch(/nothing was sent[^]*--yes/);
    expect(sim.log(sim.calls[0]).filter(({ kind }) => kind === 'sideband')).toEqual([]);
  });

  it('replaces with --yes, in one small update and nothing else', async () => {
    const sim = await call();
    const { sessions } = await witness(sim);
    expect((await run(['instruct', sim.calls[0]!, 'Speak French', '--yes'], { env: keys(sim) })).code).toBe(
      0,
    );
    expect(sessions().map(({ instructions }) => instructions)).toEqual(['Speak French']);
    expect(came(sim)).toEqual(['session.update']);
    const [sent] = sim.log(sim.calls[0]).filter(({ kind, dir }) => kind === 'sideband' && dir === 'in');
    expect(JSON.parse(sent?.text ?? '')).toMatchObject({
      type: 'session.update',
      session: { type: 'realtime', instructions: 'Speak French' },
    });
    expect(Object.keys((JSON.parse(sent?.text ?? '') as Updated).session).toSorted()).toEqual([
      'instructions',
      'type',
    ]);
  });

  it('puts the old value back after --for', async () => {
    const sim = await call();
    const { sessions } = await witness(sim);
    const { code, stderr } = await run(
      ['instruct', sim.calls[0]!, 'Speak French', '--append', '--for', '500ms'],
      {
        env: keys(sim),
      },
    );
    expect(code).toBe(0);
    expect(stderr).toMatch(/confirmed: put back/);
    const instructions = sessions().map((session) => session.instructions);
    expect(instructions).toEqual([rule, expect.stringMatching(/Speak French$/), rule]);
    expect(sessions().at(-1)).toEqual(sessions()[0]);
  });

  it('puts the old value back first when it is interrupted', async () => {
    const sim = await call();
    const { sessions } = await witness(sim);
    const program = start(['instruct', sim.calls[0]!, 'Speak French', '--append', '--for', '60s'], {
      env: keys(sim),
    });
    await program.shows(/putting it back/);
    program.kill('SIGINT');
    const { code, stderr } = await program.ended;
    expect(code).toBe(130);
    expect(stderr).toMatch(/confirmed: put back/);
    await until(() => sessions().length === 3, 'the old value');
    expect(sessions().at(-1)?.instructions).toBe(rule);
  });

  it('does not put back what somebody else changed in between', async () => {
    const sim = await call();
    const other = await connect(sim);
    const program = start(['instruct', sim.calls[0]!, 'Speak French', '--append', '--for', '2s'], {
      env: keys(sim),
    });
    await program.shows(/putting it back/);
    other.send({ type: 'session.update', session: { type: 'realtime', instructions: 'Speak Greek' } });
    await other.until('session.updated', (event) => JSON.stringify(event).includes('Greek'));
    const { code, stderr } = await program.ended;
    expect(code).toBe(8);
    expect(stderr).toMatch(/not put back: somebody else changed it in between/);
    expect(stderr).toMatch(/\+ Speak Greek/);
    expect(came(sim).filter((type) => type === 'session.update')).toHaveLength(3);
  });

  it('goes back step by step, in programs of their own', async () => {
    const sim = await call();
    const { sessions } = await witness(sim);
    const env = { ...keys(sim), XDG_STATE_HOME: folder() };
    const instruct = (...args: string[]) => run(['instruct', sim.calls[0]!, ...args], { env });
    const now = () => sessions().at(-1)?.instructions;
    await instruct('One.', '--yes', '--diff');
    await instruct('--set', 'audio.output.speed=1.2', '--diff');
    await instruct('Two.', '--yes', '--diff');
    expect(now()).toBe('Two.');
    const dry = await instruct('--revert', '--dry-run');
    expect(JSON.parse(dry.stdout)).toMatchObject({ session: { type: 'realtime', instructions: 'One.' } });
    expect(now()).toBe('Two.');
    const back = await instruct('--revert');
    expect([back.code, now()]).toEqual([0, 'One.']);
    expect(back.stderr).toMatch(/confirmed: put back/);
    await instruct('--revert');
    expect(sessions().at(-1)).toMatchObject({ instructions: 'One.', audio: { output: { speed: 1 } } });
    expect((await instruct('--revert')).code).toBe(0);
    expect(now()).toBe(rule);
    const none = await instruct('--revert');
    expect(none.code).toBe(2);
    expect(none.stderr).toMatch(/no change to take back/);
  });

  it('says so when it is not known what was there before, and sends nothing', async () => {
    const sim = await call();
    const env = { ...keys(sim), XDG_STATE_HOME: folder() };
    const instruct = (...args: string[]) => run(['instruct', sim.calls[0]!, ...args], { env });
    await instruct('One.', '--append');
    await instruct('Two.', '--yes');
    const sent = came(sim).length;
    for (const more of [[], ['--force'], ['--dry-run']]) {
      const { code, stderr } = await instruct('--revert', ...more);
      expect(code).toBe(2);
      expect(stderr).toContain('what was there before the last change is not known; nothing was sent');
    }
    expect(came(sim)).toHaveLength(sent);
    // What comes after it can be taken back again, down to it.
    await instruct('Three.', '--append');
    expect((await instruct('--revert')).code).toBe(0);
    expect((await instruct('--revert')).code).toBe(2);
  });

  it('does not go back over what somebody else changed, unless forced', async () => {
    const sim = await call();
    const other = await connect(sim);
    const env = { ...keys(sim), XDG_STATE_HOME: folder() };
    const instruct = (...args: string[]) => run(['instruct', sim.calls[0]!, ...args], { env });
    await instruct('Mine.', '--yes', '--diff');
    other.send({ type: 'session.update', session: { type: 'realtime', instructions: 'Theirs.' } });
    await other.until('session.updated', (event) => JSON.stringify(event).includes('Theirs.'));
    const { code, stderr } = await instruct('--revert');
    expect(code).toBe(8);
    expect(stderr).toMatch(/not put back: it was changed in between; --force[^]*"Mine\." → "Theirs\."/);
    const asJson = await instruct('--revert', '--json');
    expect(JSON.parse(asJson.stdout)).toMatchObject({
      outcome: 'refused',
      changed: ['instructions'],
      exit: { name: 'refused' },
    });
    expect((await instruct('--revert', '--force')).code).toBe(0);
    await other.until('session.updated', (event) => JSON.stringify(event).includes(rule));
  });

  it('sets any field, and shows what changes', async () => {
    const sim = await call();
    const { sessions } = await witness(sim);
    const args = ['--set', 'audio.output.speed=1.1', '--set', 'max_output_tokens=200', '--diff'];
    const { code, stdout } = await run(['instruct', sim.calls[0]!, ...args], { env: keys(sim) });
    expect(code).toBe(0);
    expect(stdout).toMatch(/audio\.output\.speed 1(\.0)? → 1\.1/);
    expect(stdout).toMatch(/max_output_tokens "inf" → 200/);
    expect(sessions().at(-1)).toMatchObject({ max_output_tokens: 200, audio: { output: { speed: 1.1 } } });
    const text = await run(['instruct', sim.calls[0]!, 'Be kind.', '--append', '--diff'], { env: keys(sim) });
    expect(text.stdout).toContain('+ Be kind.');
    expect(text.stdout).not.toContain(`- ${rule}`);
  });

  it('says what the server refused', async () => {
    const sim = await call();
    const { code, stderr } = await run(['instruct', sim.calls[0]!, '--set', 'audio.output.speed=99'], {
      env: keys(sim),
    });
    expect(code).toBe(8);
    expect(stderr).toMatch(/refused/);
  });

  it('says unknown when nobody answers, and that its time was up', async () => {
    const sim = await simulator({ scenario: 'idle', faults: ['swallow=session.update'] });
    const { code, stderr } = await run(
      ['instruct', sim.calls[0]!, 'Speak French', '--yes', '--timeout', '1s'],
      {
        env: keys(sim),
      },
    );
    expect(code).toBe(124);
    expect(stderr).toMatch(/unknown/);
  });

  it('says unknown when nobody answers as long as it waits by itself', async () => {
    const sim = await simulator({ scenario: 'idle', faults: ['swallow=session.update'] });
    const { code, stderr } = await run(['instruct', sim.calls[0]!, 'Speak French', '--yes'], {
      env: keys(sim),
    });
    expect(code).toBe(6);
    expect(stderr).toMatch(/unknown/);
  });

  it('sends nothing with --dry-run', async () => {
    const sim = await call();
    const { code, stdout } = await run(['instruct', sim.calls[0]!, 'Speak French', '--dry-run'], {
      env: keys(sim),
    });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      type: 'session.update',
      session: { instructions: 'Speak French' },
    });
    expect(sim.log(sim.calls[0]).filter(({ kind }) => kind === 'sideband')).toEqual([]);
  });
});
