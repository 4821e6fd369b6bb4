import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Simulator } from '../../src/sim/simulator.ts';
import { onTerminal, piped, sentTypes, simulated } from './operating.ts';

const running: Simulator[] = [];
afterEach(async () => {
  for (const sim of running.splice(0)) await sim.close();
});
const call = async (...given: Parameters<typeof simulated>) => {
  const made = await simulated(...given);
  running.push(made.sim);
  return made;
};

/** Ends a call as soon as its first response is done. */
const endsAfterGreeting = async (sim: Simulator, id: string): Promise<void> => {
  while (!sim.log(id).some(({ dir, text }) => dir === 'out' && text.includes('"response.done"'))) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  sim.endCall(id, 'hangup');
};

describe('attach without commands', () => {
  it('shows the stream until the call ends, and sends nothing', async () => {
    const { sim, call: id } = await call({ scenario: 'greeting' });
    const [{ exit, stdout, stderr }] = await Promise.all([
      piped(['attach', id], sim),
      endsAfterGreeting(sim, id),
    ]);
    expect(exit).toBe(0);
    expect(stderr).toMatch(/^attached to rtc_/);
    expect(stdout).toContain('type=response.done');
    expect(sentTypes(sim, id)).toEqual([]);
  });

  it('stops when asked', async () => {
    const { sim, call: id } = await call();
    const { exit, stderr } = await piped(['attach', id, '--for', '50ms'], sim);
    expect(exit).toBe(0);
    expect(stderr).toContain('detached; the call goes on');
  });

  it('names what is wrong: an unknown call, an unknown flag', async () => {
    const { sim } = await call();
    expect((await piped(['attach', 'rtc_unknown', '--wait-for-call', '1ms'], sim)).exit).toBe(3);
    expect((await piped(['attach', 'rtc_unknown', '--tool', 'x'], sim)).exit).toBe(2);
    expect((await piped(['attach'], sim)).exit).toBe(2);
  });
});

describe('a playbook', () => {
  it('is carried out line by line, and then the call is left', async () => {
    const { sim, call: id } = await call();
    const book = [
      '# a rescue',
      '',
      '/instruct --append Speak slowly.',
      'sleep 10ms',
      '  /say The manager joins in two minutes.  ',
      '/stats',
    ].join('\r\n');
    const { exit, stderr, stdout } = await piped(['attach', id], sim, book);
    expect(stderr).toContain('line 3: /instruct confirmed, the session shows the change');
    expect(stderr).toContain('line 5: /say confirmed, said: "The manager joins in two minutes."');
    expect(stderr).toMatch(/^ {2}response_outcomes +1 /m);
    expect(stderr).toContain('detached; the call goes on');
    expect(stdout).toContain('by=say');
    expect(exit).toBe(0);
    expect(sentTypes(sim, id)).toEqual(['session.update', 'session.update', 'response.create']);
  });

  it('stops at the first line that is not confirmed, with its number and its exit code', async () => {
    const { sim, call: id } = await call();
    const book = '/say Hello.\n/instruct --set audio.output.speed=99\n/say Never said.\n';
    const { exit, stderr } = await piped(['attach', id], sim, book);
    expect(stderr).toMatch(/rt-sideband: line 2: \/instruct refused: \(/);
    expect(exit).toBe(8);
    expect(sentTypes(sim, id)).toEqual(['response.create', 'session.update']);
  });

  it('is refused where a line is no command, before anything of it is sent', async () => {
    const { sim, call: id } = await call();
    const { exit, stderr } = await piped(['attach', id], sim, '/sya Hello.\n');
    expect(stderr).toContain('line 1: no such command: /sya');
    expect(stderr).toContain('did you mean /say?');
    expect(exit).toBe(2);
    expect(sentTypes(sim, id)).toEqual([]);
  });

  it('does not replace the instructions unless that was meant', async () => {
    const { sim, call: id } = await call();
    const refused = await piped(['attach', id], sim, '/instruct Speak French.\n');
    expect(refused.exit).toBe(2);
    expect(refused.stderr).toContain('--yes');
    expect(sentTypes(sim, id)).toEqual([]);
    expect((await piped(['attach', id], sim, '/instruct --yes Speak French.\n')).exit).toBe(0);
    expect(sentTypes(sim, id)).toEqual(['session.update']);
  });

  it('puts back before it leaves what was changed for a while', async () => {
    const { sim, call: id } = await call();
    const { exit, stderr } = await piped(['attach', id], sim, '/instruct --append --for 1h Be brief.\n');
    expect(exit).toBe(0);
    expect(stderr).toContain('/instruct --for confirmed, put back');
    expect(sentTypes(sim, id)).toEqual(['session.update', 'session.update', 'session.update']);
  });

  it('puts it back too when a later line fails', async () => {
    const { sim, call: id } = await call();
    const book = '/instruct --append --for 1h Be brief.\n/nothing\n';
    const { exit, stderr } = await piped(['attach', id], sim, book);
    expect(stderr).toContain('/instruct --for confirmed, put back');
    expect(stderr).toContain('line 2: no such command');
    expect(exit).toBe(2);
  });

  it('says the outcome of a line is unknown when the call vanishes before the answer', async () => {
    const { sim, call: id } = await call({ scenario: 'long-talk', speed: 1 });
    const ends = async (): Promise<void> => {
      while (!sentTypes(sim, id).includes('response.create'))
        await new Promise((resolve) => setTimeout(resolve, 5));
      sim.endCall(id, 'hangup');
    };
    const [{ exit, stderr }] = await Promise.all([
      piped(['attach', id], sim, '/say --interrupt Hello.\n'),
      ends(),
    ]);
    expect(stderr).toContain('line 1: /say outcome unknown');
    expect(exit).toBe(6);
  });

  it('does not go on when the call has ended, and is no success then', async () => {
    const { sim, call: id } = await call({ scenario: 'greeting' });
    const book = 'sleep 1h\n/say Too late.\n';
    const [{ exit, stderr }] = await Promise.all([
      piped(['attach', id], sim, book),
      endsAfterGreeting(sim, id),
    ]);
    expect(stderr).toContain('line 2: /say not sent');
    expect(exit).toBe(5);
  });

  it('leaves at once when interrupted', async () => {
    const { sim, call: id } = await call();
    const leaving = new AbortController();
    const run = piped(['attach', id], sim, 'sleep 1h\n/say Too late.\n', leaving.signal);
    setTimeout(() => leaving.abort('interrupt'), 200);
    expect((await run).exit).toBe(130);
    expect(sentTypes(sim, id)).toEqual([]);
  });
});

describe('--read-only', () => {
  it('has no way to send', async () => {
    const { sim, call: id } = await call();
    const { exit, stderr } = await piped(['attach', id, '--read-only'], sim, '/stats\n/say Hello.\n');
    expect(stderr).toContain('line 2: /say not sent: this call was attached with --read-only');
    expect(exit).toBe(2);
    expect(sentTypes(sim, id)).toEqual([]);
  });
});

describe('on a terminal', () => {
  it('is a prompt under the stream: what is said is confirmed, shown and sent', async () => {
    const { sim, call: id } = await call();
    const { type, sees, exit, screen, raw } = onTerminal(['attach', id], sim);
    await sees('● attached');
    expect(sentTypes(sim, id)).toEqual([]);
    type('/say One moment, please.');
    await sees('› /say One moment, please.');
    type('\r');
    const shown = await sees('/say confirmed, said: "One moment, please."');
    expect(shown).toMatch(/#\d+ .*operator → .*by=say/);
    expect(shown).toMatch(/#\d+ .*agent {4}“One moment, please.”/);
    type('/quit\r');
    expect(await exit).toBe(0);
    expect((await screen()).at(-1)).toMatch(/detached; the call goes on/);
    expect((await screen()).join('\n')).not.toContain('● attached');
    expect(raw).toEqual([true, false]);
    expect(sentTypes(sim, id)).toEqual(['response.create']);
  });

  it('sends nothing for text without a slash, and says so', async () => {
    const { sim, call: id } = await call();
    const { type, sees, exit } = onTerminal(['attach', id], sim);
    await sees('● attached');
    type('hello there\r');
    await sees('nothing was sent: a command begins with a slash');
    type('\u{3}');
    expect(await exit).toBe(130);
    expect(sentTypes(sim, id)).toEqual([]);
  });

  it('asks before it replaces the instructions', async () => {
    const { sim, call: id } = await call();
    const { type, sees, exit } = onTerminal(['attach', id], sim);
    await sees('● attached');
    type('/instruct Speak French.\r');
    await sees(`call …${id.slice(-8)}: replace its instructions with these 13 characters? [y/N]`);
    type('\r');
    await sees('/instruct not sent: not confirmed');
    expect(sentTypes(sim, id)).toEqual([]);
    type('/instruct Speak Welsh.\r');
    await sees('with these 12 characters? [y/N]');
    type('y\r');
    await sees('/instruct confirmed, the session shows the change');
    expect(sentTypes(sim, id)).toEqual(['session.update']);
    type('\u{4}');
    expect(await exit).toBe(0);
  });

  /** The last records of a recording, without their moments. */
  const lastOf = (path: string, count: number): readonly unknown[] =>
    readFileSync(path, 'utf8')
      .trimEnd()
      .split('\n')
      .slice(-count)
      .map((line): unknown => JSON.parse(line));
  const recordingPath = (): string => {
    const folder = mkdtempSync(join(tmpdir(), 'rt-attach-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    return join(folder, 'call.ndjson');
  };
  const outcome = (message: string) => ({
    kind: 'link',
    change: { to: 'notice', code: 'outcome', message },
  });

  it('keeps what became of a hang-up in the recording, before its end', async () => {
    const { sim, call: id } = await call();
    const path = recordingPath();
    const { type, sees, exit } = onTerminal(['attach', id, '--record', path], sim);
    await sees('● attached');
    type('/hangup\r');
    await sees('hang up? [y/N]');
    type('y\r');
    expect(await exit).toBe(0);
    await sees('/hangup confirmed, the call has ended');
    expect(lastOf(path, 3)).toMatchObject([
      { kind: 'link', change: { to: 'closed', reason: 'ended' } },
      outcome('/hangup confirmed'),
      { kind: 'end', reason: 'ended', complete: true },
    ]);
  });

  it('keeps that nobody knows what became of a line that was under way when it was left', async () => {
    const { sim, call: id } = await call({ faults: ['swallow=response.create'] });
    const path = recordingPath();
    const { type, sees, exit } = onTerminal(['attach', id, '--record', path], sim);
    await sees('● attached');
    type('/say One moment.\r');
    await expect.poll(() => sentTypes(sim, id)).toEqual(['response.create']);
    type('\u{3}');
    expect(await exit).toBe(130);
    expect(lastOf(path, 3)).toMatchObject([
      { kind: 'link', change: { to: 'closed', reason: 'detached' } },
      outcome('/say outcome unknown'),
      { kind: 'end', reason: 'detached' },
    ]);
  });

  it('narrows what is shown, shows an event whole, and counts', async () => {
    const { sim, call: id } = await call();
    const { type, sees, exit } = onTerminal(['attach', id], sim, {}, 100, 40);
    await sees('● attached');
    type('/only error\r');
    await sees('showing only error');
    type('/say Hidden words.\r');
    const shown = await sees('/say confirmed');
    expect(shown).not.toContain('“Hidden words.”');
    type('/only\r');
    await sees('showing everything again');
    type('/show 3\r');
    await sees('#3 received');
    type('/show 99999\r');
    await sees('no event 99999 here');
    type('/stats\r');
    await sees(/response_outcomes +1/);
    type('/help\r');
    await sees('/quit              detach; the call goes on');
    type('\u{4}');
    expect(await exit).toBe(0);
  });

  it('puts the terminal back when the call is not known, when it ends, and when told to terminate', async () => {
    const { sim, call: id } = await call();
    const unknown = onTerminal(['attach', 'rtc_unknown', '--wait-for-call', '1ms'], sim);
    expect(await unknown.exit).toBe(3);
    const ended = onTerminal(['attach', id], sim);
    await ended.sees('● attached');
    sim.endCall(id, 'hangup');
    expect(await ended.exit).toBe(0);
    const other = sim.startCall('idle');
    const told = onTerminal(['attach', other], sim);
    await told.sees('● attached');
    told.interrupt();
    expect(await told.exit).toBe(143);
    for (const { raw, written } of [unknown, ended, told]) {
      expect(raw).toEqual([true, false]);
      expect(written.join('')).toContain('\u{1b}[?2004l');
    }
  });

  it('puts the terminal back at once, however long leaving takes', async () => {
    const { sim, call: id } = await call();
    const { type, sees, exit, interrupt, raw } = onTerminal(['attach', id], sim);
    await sees('● attached');
    type('/instruct --append --for 1h Be brief.\r');
    await sees('put back in 3600 s');
    sim.fault('swallow=session.update', id);
    interrupt();
    expect(raw).toEqual([true, false]);
    expect(await exit).toBe(143);
    await sees('/instruct --for outcome unknown');
  });

  it('is coloured, unless NO_COLOR says otherwise', async () => {
    const { sim, call: id } = await call();
    const plain = onTerminal(['attach', id, '--for', '300ms'], sim);
    const coloured = onTerminal(['attach', id, '--for', '300ms'], sim, { NO_COLOR: '' });
    await Promise.all([plain.exit, coloured.exit]);
    expect(plain.written.join('')).not.toMatch(/\u{1b}\[\d*;?3\dm/u);
    expect(coloured.written.join('')).toMatch(/\u{1b}\[32m● attached/u);
  });

  it('says with --read-only that nothing can be sent', async () => {
    const { sim, call: id } = await call();
    const { type, sees, exit } = onTerminal(['attach', id, '--read-only'], sim);
    await sees('read-only');
    type('/say Hello.\r');
    await sees('/say not sent: this call was attached with --read-only');
    type('\u{4}');
    expect(await exit).toBe(0);
    expect(sentTypes(sim, id)).toEqual([]);
  });
});
