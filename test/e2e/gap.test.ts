import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { SimulatorOptions } from '../../src/sim/simulator-options.ts';
import type { Simulator } from '../../src/sim/simulator.ts';
import { closeAll, simulator } from '../sim/client.ts';
import { emit } from '../sim-control.ts';
import { cleanUp, folder, keys, records, run, start, type Ran } from './program.ts';

afterEach(async () => {
  await cleanUp();
  await closeAll();
});

const boast = /resumed|recovered|no events? (?:were )?lost|nothing (?:was )?lost/i;

/** Watches a call whose sockets are cut once, and which ends after that. */
const dropped = async (
  flags: readonly string[],
  cwd = folder(),
  options: SimulatorOptions = {},
): Promise<{ ran: Ran; sim: Simulator }> => {
  const sim = await simulator({ scenario: 'long-talk', speed: 2, ...options });
  const call = sim.calls[0]!;
  const program = start(['tail', call, ...flags], { env: keys(sim), cwd });
  await program.shows(/response\.created|started speaking|in_progress/, 'stdout');
  sim.dropSockets(call);
  await program.shows(/re-attached/);
  await emit(sim, call, { type: 'rate_limits.updated', event_id: 'event_after', rate_limits: [] });
  sim.endCall(call);
  const ran = await program.ended;
  expect(`${ran.stdout}${ran.stderr}`).not.toMatch(boast);
  return { ran, sim };
};

describe('a connection that is lost and comes back', () => {
  it('leaves a gap that says what is not known', async () => {
    const { ran } = await dropped(['--json']);
    expect(ran.code).toBe(0);
    const all = records(ran.stdout);
    expect(all.slice(1).map(({ seq }) => seq)).toEqual(all.slice(1).map((_, n) => n + 1));
    const gap = all.find(({ kind }) => kind === 'gap');
    expect(gap).toMatchObject({
      cause: expect.any(String),
      from: { seq: expect.any(Number), at: expect.any(String), ms: expect.any(Number) },
      to: { at: expect.any(String), ms: expect.any(Number) },
      open: { responses: [expect.stringMatching(/^resp_/)], tool_calls: [], user_speaking: false },
    });
    expect(all.filter(({ change }) => change?.to === 'open')).toHaveLength(2);
    expect(all.at(-1)).toMatchObject({ kind: 'end', reason: 'ended', complete: false, exit: { code: 0 } });
    expect(ran.stderr).toMatch(/gap of [\d.]+ .*what happened in it is not known/);
  });

  it.each(['pretty', 'line'])('shows the gap in %s', async (format) => {
    const { ran } = await dropped(['--format', format]);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toMatch(/gap|not known/);
  });

  it('exits 6 with --strict', async () => {
    const { ran } = await dropped(['--strict']);
    expect(ran.code).toBe(6);
  });

  it('exits 6 with --record, and the recording is incomplete', async () => {
    const cwd = folder();
    const { ran } = await dropped(['--record', 'call.ndjson'], cwd);
    expect(ran.code).toBe(6);
    const all = records(readFileSync(join(cwd, 'call.ndjson'), 'utf8'));
    expect(all.at(-1)).toMatchObject({ complete: false, exit: { code: 6, name: 'unknown' } });
    const verified = await run(['verify', 'call.ndjson'], { cwd });
    expect(verified.code).toBe(6);
    expect(verified.stdout).toMatch(/incomplete[^]*lost once: what happened then is not known/);
    const replayed = await run(['replay', 'call.ndjson', '--format', 'pretty'], { cwd });
    expect(replayed.stdout).not.toMatch(boast);
    expect(replayed.stdout).toMatch(/gap|not known/);
  });

  it('is part of the evidence when the call is over before it is back', async () => {
    const cwd = folder();
    const sim = await simulator({ scenario: 'idle' });
    const call = sim.calls[0]!;
    const program = start(['tail', call, '--quiet', '--record', 'call.ndjson'], { env: keys(sim), cwd });
    await program.shows(/attached/);
    sim.fault('refuse_upgrades=503x1');
    sim.dropSockets(call);
    sim.endCall(call);
    const { code, stderr } = await program.ended;
    expect(stderr).toMatch(/the call has ended .*what happened since is not known/);
    expect(code).toBe(6);
    const all = records(readFileSync(join(cwd, 'call.ndjson'), 'utf8'));
    expect(all.at(-1)).toMatchObject({ kind: 'end', reason: 'ended', complete: false, exit: { code: 6 } });
  });

  it('comes back after a close that was none, too', async () => {
    const { ran } = await dropped(['--json'], folder(), { faults: ['close_code=1001'] });
    expect(ran.code).toBe(0);
  });

  it('ends with 4 when the key is not accepted any more, and does not say that the call ended', async () => {
    const sim = await simulator({ scenario: 'idle' });
    const call = sim.calls[0]!;
    const program = start(['tail', call, '--json'], { env: keys(sim) });
    await program.shows(/attached/);
    sim.fault('refuse_upgrades=401x9');
    sim.dropSockets(call);
    const { code, stdout, stderr } = await program.ended;
    expect(code).toBe(4);
    expect(records(stdout).at(-1)).toMatchObject({ kind: 'end', complete: false, exit: { code: 4 } });
    expect(records(stdout).at(-1)?.reason).not.toBe('ended');
    expect(stderr).not.toMatch(/has ended/);
  });

  it('does not dial for ever at an endpoint that lets in and throws out', async () => {
    const sim = await simulator({ scenario: 'idle', faults: ['drop_after_frames=1', 'fault_times=99'] });
    const call = sim.calls[0]!;
    const program = start(['tail', call, '--json'], { env: keys(sim) });
    // The pauses between its dials are drawn by chance, and add up to half a minute at most: it needs something to be
    // thrown out by until the end of the last of them.
    for (let n = 0; n < 1200 && program.child.exitCode === null; n += 1) {
      await emit(sim, call, { type: 'rate_limits.updated', rate_limits: [] });
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const { code, stdout } = await program.ended;
    expect(code).toBe(5);
    const opens = records(stdout).filter(({ change }) => change?.to === 'open').length;
    expect(opens).toBeGreaterThan(1);
    expect(opens).toBeLessThanOrEqual(9);
    expect(records(stdout).at(-1)).toMatchObject({ kind: 'end', complete: false });
  }, 90_000);
});
