import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { cleanUp, folder, records, run, until } from './program.ts';
import { attachedTo, closeWindows, missing, simulated } from './tmux.ts';

afterEach(async () => {
  await closeWindows();
  await cleanUp();
});

/** A call, and two operators at terminals of their own, on one machine. */
const twoDesks = async () => {
  const sim = await simulated({ speed: 2 });
  const home = folder();
  const env = { XDG_STATE_HOME: home, RT_SIDEBAND_REMEMBER: 'all' };
  const sit = async (columns: number, rows: number) => {
    const pid = join(folder(), 'pid');
    const before = `sh -c 'echo $$ > ${pid}; exec "$@"' sh `;
    const desk = await attachedTo(sim, { columns, rows, env }, '', before);
    const enters = (line: string): void => {
      desk.text(line);
      desk.keys('Enter');
    };
    return { ...desk, enters, kill: () => process.kill(Number(readFileSync(pid, 'utf8')), 'SIGKILL') };
  };
  const path = join(home, 'rt-sideband', 'audit.ndjson');
  const log = (): string => (existsSync(path) ? readFileSync(path, 'utf8') : '');
  const deeds = async (): Promise<readonly (readonly string[])[]> => {
    const keys = { OPENAI_BASE_URL: sim.baseUrl, OPENAI_API_KEY: sim.apiKey, ...env };
    const { stdout } = await run(['calls', '--log', sim.calls[0] ?? ''], { env: keys });
    return [...stdout.matchAll(/verb=(\S+) outcome=(\S+)/g)].map(([, verb = '', outcome = '']) => [
      verb,
      outcome,
    ]);
  };
  return { sim, one: await sit(80, 24), two: await sit(140, 40), log, deeds };
};

describe.skipIf(missing !== undefined)(
  `two operators at two terminals${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  // A wait alone may take fifteen seconds on a slow machine.
  { timeout: 90_000 },
  () => {
    it.each(['the first', 'the second'])(
      'see what the other does, and a kill -9 of %s leaves the other at work and the log whole',
      async (which) => {
        const { sim, one, two, log, deeds } = await twoDesks();
        one.enters('/whisper The caller is a guest.');
        await one.sees('/whisper confirmed');
        await two.sees(/note The caller is a guest\.[^#]*not from here/);
        two.enters('/instruct --append Be brief.');
        await two.sees('/instruct confirmed');
        await one.sees(/session changed[^#]*not from here/);
        expect(one.screen()).not.toContain('/instruct');
        expect(two.screen()).not.toContain('/whisper');

        const outcomes = (): number => records(log()).filter(({ kind }) => kind === 'outcome').length;
        const [doomed, other] = which === 'the first' ? [one, two] : [two, one];
        doomed.enters(
          '/say A long sentence that takes so long that nobody hears its end, and on and on it goes.',
        );
        await until(
          () =>
            log().includes('A long sentence') &&
            sim.log(sim.calls[0]).some(({ text }) => text.includes('long sentence')),
          'it was sent',
        );
        doomed.kill();
        await doomed.sees(/Killed|exit 137/);

        other.enters('/whisper Somebody is gone.');
        // One of its own may still stand on the screen; and what comes while it is busy is taken for a paste.
        await until(() => outcomes() === 3, 'it was confirmed');
        await other.sees('/whisper confirmed');
        other.enters('/say And we go on.');
        await other.sees('/say confirmed, said: "And we go on."');
        other.keys('C-d');
        await other.sees('exit 0');

        const kinds = records(log()).map(({ kind }) => kind);
        expect(kinds.filter((kind) => kind === 'intent')).toHaveLength(5);
        expect(outcomes()).toBe(4);
        expect(await deeds()).toEqual([
          ['/whisper', 'confirmed'],
          ['/instruct', 'confirmed'],
          ['/say', 'never-learned'],
          ['/whisper', 'confirmed'],
          ['/say', 'confirmed'],
        ]);
      },
    );
  },
);
