import { afterEach, describe, expect, it } from 'vitest';
import { faultProxy } from '../fault-proxy.ts';
import { closeAll, connect, simulator } from '../sim/client.ts';
import { control } from '../sim-control.ts';
import { cleanUp, keys, open, records, shell, start } from './program.ts';

afterEach(async () => {
  await cleanUp();
  await closeAll();
});

describe.each([
  ['SIGINT', 130, null],
  ['SIGTERM', 143, null],
  // Ends by the signal itself, which a shell shows as 129.
  ['SIGHUP', null, 'SIGHUP'],
] as const)('%s', (signal, code, by) => {
  it.each([
    ['tail', undefined],
    ['attach', open],
  ] as const)('detaches %s; the call goes on', async (verb, input) => {
    const sim = await simulator({ scenario: 'order', speed: 1 });
    const call = sim.calls[0]!;
    const program = start([verb, call, ...(verb === 'tail' ? ['--json'] : [])], {
      env: keys(sim),
      ...(input === undefined ? {} : { input }),
    });
    await program.shows(/attached/);
    await program.shows(/response\.created|started speaking|type=/, 'stdout');
    program.kill(signal);
    const ran = await program.ended;
    expect({ code: ran.code, by: ran.signal }).toEqual({ code, by });
    expect(ran.stderr).toMatch(/detached; the call goes on/);
    if (verb === 'tail') {
      expect(ran.stdout.endsWith('\n')).toBe(true);
      const all = records(ran.stdout);
      expect(all.at(-1)).toMatchObject({ kind: 'end', reason: 'detached', complete: true });
      expect(all.at(-1)?.exit?.code).toBe({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }[signal]);
    }
    expect(await control(sim, 'GET', `/calls/${call}`)).toMatchObject({ state: 'live' });
    expect((await connect(sim)).socket.readyState).toBe(1);
  });
});

describe('leaving', () => {
  it('shows as 129 in a shell after a hang-up', async () => {
    const sim = await simulator({ scenario: 'idle' });
    const line = `$RT tail ${sim.calls[0]} & child=$!; sleep 1; kill -HUP $child; wait $child`;
    expect((await shell(line, { env: keys(sim) })).code).toBe(129);
  });

  it('ignores a hang-up under nohup', async () => {
    const sim = await simulator({ scenario: 'idle' });
    const line = `nohup $RT tail ${sim.calls[0]} --for 2s & child=$!; sleep 1; kill -HUP $child; wait $child`;
    expect((await shell(line, { env: keys(sim) })).code).toBe(0);
  });

  it('happens at once the second time', async () => {
    // The other side says nothing any more, not even goodbye, which the first Ctrl-C waits for.
    const sim = await simulator({ scenario: 'idle' });
    const proxy = await faultProxy(Number(new URL(sim.baseUrl).port));
    const env = { ...keys(sim), OPENAI_BASE_URL: `http://127.0.0.1:${proxy.port}/v1` };
    const program = start(['tail', sim.calls[0]!], { env });
    await program.shows(/attached/);
    proxy.faults.swallow = 'both';
    program.kill('SIGINT');
    await new Promise((resolve) => setTimeout(resolve, 100));
    program.kill('SIGINT');
    const { code, signal } = await program.ended;
    expect([code, signal]).toEqual([null, 'SIGINT']);
    await proxy.close();
  });

  it('works while the call is still being dialled', async () => {
    const sim = await simulator({ scenario: 'idle', faults: ['hang_upgrades=9'] });
    for (const verb of ['tail', 'say', 'instruct']) {
      const more = verb === 'tail' ? [] : verb === 'say' ? ['hello'] : ['hello', '--yes'];
      const program = start([verb, sim.calls[0]!, ...more], { env: keys(sim) });
      await new Promise((resolve) => setTimeout(resolve, 500));
      program.kill('SIGINT');
      const { code, stdout, stderr } = await program.ended;
      expect(code, verb).toBe(130);
      expect(stdout).toBe('');
      expect(stderr).not.toMatch(/attached|confirmed/);
    }
  });

  it('stops a replay and the simulator', async () => {
    const program = start(['sim', '--json'], { tellsKeys: true });
    await program.shows(/ready/, 'stdout');
    program.kill('SIGINT');
    expect((await program.ended).code).toBe(130);
  });
});
