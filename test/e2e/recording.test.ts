import { spawnSync } from 'node:child_process';
import { lstatSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { order } from '../../src/sim/scenarios/order.ts';
import type { Scenario } from '../../src/sim/scenario.ts';
import { closeAll, simulator } from '../sim/client.ts';
import { cleanUp, folder, keys, records, run, shell, start, until, wentOut } from './program.ts';

afterEach(async () => {
  await cleanUp();
  await closeAll();
});

/** Whether system calls can be watched here. */
const canTrace = spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0;

const whole: Scenario = { ...order, script: [...order.script, { hangup: true }] };

/** A call that never stops: an event every tenth of a second. */
const ticking: Scenario = {
  name: 'ticking',
  script: Array.from({ length: 500 }, (_, n) => [
    { emit: { type: 'rate_limits.updated', n, rate_limits: [], pad: 'x'.repeat(200) } },
    { wait: 100 },
  ]).flat(),
  answers: [],
};

describe('a recording', () => {
  it('holds what tail showed, replays to the letter, and verifies', async () => {
    const sim = await simulator({ scenario: whole });
    const cwd = folder();
    const around = { env: keys(sim), cwd };
    const tail = await run(['tail', sim.calls[0]!, '--json', '--record', 'call.ndjson'], around);
    expect(tail.code).toBe(0);
    const file = readFileSync(join(cwd, 'call.ndjson'), 'utf8');
    expect(file).toBe(tail.stdout);
    expect(file).not.toContain(sim.apiKey);
    expect(lstatSync(join(cwd, 'call.ndjson')).mode & 0o777).toBe(0o600);
    expect(readdirSync(cwd).filter((name) => !name.startsWith('.'))).toEqual(['call.ndjson']);

    const replayed = await run(['replay', 'call.ndjson', '--json'], { cwd });
    expect(replayed.code).toBe(0);
    expect(replayed.stdout).toBe(tail.stdout);
    // What is shown of it is the same as what was shown then, and the same however it is read.
    const paced = await run(['replay', 'call.ndjson', '--json', '--speed', '1000'], { cwd });
    expect(paced.stdout).toBe(tail.stdout);
    const raw = await run(['replay', 'call.ndjson', '--format', 'raw'], { cwd });
    expect(raw.stdout).toBe(
      wentOut(sim)
        .map((text) => `${text}\n`)
        .join(''),
    );
    const said = await run(['replay', 'call.ndjson', '--format', 'transcript', '-t', 'none'], { cwd });
    expect(said.stdout.trimEnd().split('\n')).toHaveLength(5);

    const verified = await run(['verify', 'call.ndjson'], { cwd });
    expect(verified.code).toBe(0);
    expect(verified.stdout).toMatch(/^call\.ndjson: complete, \d+ records/);
    expect(readFileSync(join(cwd, 'call.ndjson'), 'utf8')).toBe(file);
  });

  it.runIf(canTrace)('is on the medium with every batch, when that is asked for', async () => {
    const sim = await simulator({ scenario: whole, calls: 2 });
    const around = {
      env: { ...keys(sim), CALL: sim.calls[0] ?? '', OTHER: sim.calls[1] ?? '' },
      cwd: folder(),
    };
    const traced = (call: string, name: string): string =>
      `strace -f -qq -e trace=fdatasync -o ${name}.log $RT tail "$${call}" --record ${name} --quiet`;
    const ran = await shell(
      `${traced('CALL', 'second')} & ${traced('OTHER', 'always')} --fsync always; wait`,
      around,
    );
    expect(ran.stderr.match(/^attached/gm)).toHaveLength(2);
    const syncs = (name: string): number =>
      readFileSync(join(around.cwd, `${name}.log`), 'utf8').match(/fdatasync\(/g)?.length ?? 0;
    expect(syncs('second')).toBeGreaterThan(1);
    // Words come piece by piece, a batch each.
    expect(syncs('always')).toBeGreaterThan(2 * syncs('second'));
  });

  it('is one file per call in a directory', async () => {
    const sim = await simulator({ scenario: whole, calls: 2 });
    const cwd = folder();
    const { code } = await run(['tail', ...sim.calls, '--record', '.', '--quiet'], { env: keys(sim), cwd });
    expect(code).toBe(0);
    for (const call of sim.calls) {
      const all = records(readFileSync(join(cwd, `${call}.ndjson`), 'utf8'));
      expect(all[0]).toMatchObject({ kind: 'header', call_id: call });
      expect(all.at(-1)).toMatchObject({ kind: 'end', complete: true, frames: { out: 0 } });
    }
  });

  it('is not made over anything that is there', async () => {
    const sim = await simulator({ scenario: 'idle' });
    const cwd = folder();
    writeFileSync(join(cwd, 'there'), 'precious');
    symlinkSync('elsewhere', join(cwd, 'link'));
    for (const name of ['there', 'link', '/dev/null']) {
      const { code, stderr } = await run(['tail', sim.calls[0]!, '--record', name], { env: keys(sim), cwd });
      expect(code, name).toBe(2);
      expect(stderr).toMatch(/--record/);
    }
    expect(readFileSync(join(cwd, 'there'), 'utf8')).toBe('precious');
    expect(readdirSync(cwd)).not.toContain('elsewhere');
    expect(wentOut(sim)).toEqual([]);
    expect(sim.log(sim.calls[0]).filter(({ kind }) => kind === 'sideband')).toEqual([]);
  });

  it('has one recorder only', async () => {
    const sim = await simulator({ scenario: ticking, speed: 1 });
    const around = { env: keys(sim), cwd: folder() };
    const first = start(['tail', sim.calls[0]!, '--record', 'call.ndjson', '--json'], around);
    await first.shows(/"n":3/, 'stdout');
    const second = await run(['tail', sim.calls[0]!, '--record', 'call.ndjson'], around);
    expect([2, 7]).toContain(second.code);
    first.kill('SIGINT');
    expect((await first.ended).code).toBe(130);
    const { code } = await run(['verify', 'call.ndjson'], around);
    expect(code).toBe(0);
  });

  it('of a program that was killed keeps every whole record, and says that it is incomplete', async () => {
    const sim = await simulator({ scenario: ticking, speed: 20 });
    const cwd = folder();
    const program = start(['tail', sim.calls[0]!, '--record', 'call.ndjson', '--json'], {
      env: keys(sim),
      cwd,
    });
    await program.shows(/"n":60/, 'stdout');
    program.kill('SIGKILL');
    await program.ended;
    const before = readFileSync(join(cwd, 'call.ndjson'), 'utf8');
    const written = before.slice(0, before.lastIndexOf('\n') + 1);
    for (let n = 0; n < 60; n += 1) expect(written).toContain(`"n":${n},`);

    const { code, stdout } = await run(['verify', 'call.ndjson'], { cwd });
    expect(code).toBe(6);
    expect(stdout).toMatch(/incomplete/);
    const replayed = await run(['replay', 'call.ndjson', '--json'], { cwd });
    expect(replayed.code).toBe(6);
    expect(replayed.stdout.startsWith(written)).toBe(true);
  });

  it('with a torn end is sealed, and loses nothing else', async () => {
    const sim = await simulator({ scenario: whole });
    const cwd = folder();
    await run(['tail', sim.calls[0]!, '--record', 'call.ndjson'], { env: keys(sim), cwd });
    const path = join(cwd, 'call.ndjson');
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    const kept = `${lines.slice(0, 20).join('\n')}\n`;
    writeFileSync(path, `${kept}${lines[20]!.slice(0, 57)}`);
    const { code, stdout, stderr } = await run(['verify', 'call.ndjson'], { cwd });
    expect(code).toBe(6);
    expect(stderr).toMatch(/sealed a torn record of 57 bytes/);
    expect(stdout).toMatch(/incomplete/);
    expect(readFileSync(path, 'utf8').startsWith(kept)).toBe(true);
    expect((await run(['verify', 'call.ndjson'], { cwd })).code).toBe(6);
  });

  it('that the disk has no room for ends the watch with 7, at once and with the path', async () => {
    const sim = await simulator({ scenario: ticking, speed: 20 });
    const around = { env: keys(sim), cwd: folder() };
    const line = `ulimit -f 8; $RT tail ${sim.calls[0]} --record call.ndjson --quiet`;
    const { code, stderr } = await shell(line, around);
    expect(code).toBe(7);
    expect(stderr).toMatch(/call\.ndjson/);
    const verified = await run(['verify', 'call.ndjson'], around);
    expect(verified.code).toBe(6);
  });

  it('may fail without ending the watch when that is wanted, which is said', async () => {
    const sim = await simulator({
      scenario: { ...ticking, script: [...ticking.script.slice(0, 200), { hangup: true }] },
      speed: 20,
    });
    const around = { env: keys(sim), cwd: folder() };
    const line = `ulimit -f 8; $RT tail ${sim.calls[0]} --record call.ndjson --json --on-record-error continue`;
    const { code, stdout, stderr } = await shell(line, around);
    expect(code).toBe(7);
    expect(stderr).toMatch(/going on without the recording/);
    expect(stdout).toContain('"n":99,');
  });

  it('is not trusted when it is read', async () => {
    const cwd = folder();
    writeFileSync(join(cwd, 'none'), '{"kind":"nothing"}\n');
    writeFileSync(join(cwd, 'newer'), '{"v":99,"kind":"header"}\n');
    for (const [name, words] of [
      ['none', /no recording/],
      ['newer', /newer/],
      ['missing', /missing/],
    ] as const) {
      for (const verb of ['replay', 'verify']) {
        const { code, stdout, stderr } = await run([verb, name], { cwd });
        expect(code).toBe(2);
        expect(stdout).toBe('');
        expect(stderr).toMatch(words);
      }
    }
  });

  it('goes on when the reader of the output leaves', async () => {
    const sim = await simulator({ scenario: ticking, speed: 20 });
    const cwd = folder();
    const program = shell(
      `$RT tail ${sim.calls[0]} --record call.ndjson --json | head -2 >/dev/null; exit \${PIPESTATUS[0]}`,
      {
        env: keys(sim),
        cwd,
      },
    );
    await until(() => wentOut(sim).length > 100, 'many events');
    sim.endCall(sim.calls[0]!);
    const { code, stderr } = await program;
    expect(code).toBe(0);
    expect(stderr).toMatch(/the recording goes on/);
    const all = records(readFileSync(join(cwd, 'call.ndjson'), 'utf8'));
    expect(all.at(-1)).toMatchObject({ kind: 'end', reason: 'ended', complete: true });
    expect(all.filter(({ kind }) => kind === 'frame')).toHaveLength(wentOut(sim).length);
  });
});
