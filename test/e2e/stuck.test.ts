import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { run as runInside } from '../context.ts';
import { closeAll, simulator } from '../sim/client.ts';
import { bin, cleanUp, folder, keys, node, open, spawned, start } from './program.ts';

afterEach(async () => {
  await cleanUp();
  await closeAll();
});

/** The program by its name, as the printed commands have it. */
const named = `rt-sideband() { '${node}' '${bin}' "$@"; }; `;

describe('a tool call that nobody answers', () => {
  it.each(['answer it', 'or give up'])(
    'is pointed out with a command that, executed as it was printed, unblocks it: %s',
    async (words) => {
      const sim = await simulator({ scenario: 'stuck-tool', speed: 5 });
      const env = keys(sim);
      const tail = start(['tail', sim.calls[0] ?? '', '--stuck-after', '2s'], { env });
      await tail.shows(/^trouble: find_booking\(\{"name":"Ann Miller"\}\) has no output after 2\.0 s/m);
      await tail.shows(/^ {2}or give up: .*\n/m);
      const command = new RegExp(`^ {2}${words}: (.*)$`, 'm').exec(tail.stderr())?.[1] ?? '';
      expect(command).toMatch(/^rt-sideband tool (answer|fail) rtc_/);
      const unblocked = await spawned('bash', ['-c', named + command], { env }).ended;
      expect(unblocked.code, unblocked.stderr).toBe(0);
      await tail.shows(/^resolved: find_booking\(.*\) was answered after \d+\.\d s$/m);
      await tail.shows(/I found your booking/, 'stdout');
      // Nothing was sent by who only watches.
      tail.kill('SIGINT');
      expect((await tail.ended).stderr.match(/^(trouble|warning):/gm)).toEqual(['trouble:']);
    },
  );

  it('can be answered with the line that attach prints', async () => {
    const sim = await simulator({ scenario: 'stuck-tool', speed: 5 });
    const env = keys(sim);
    const attach = start(['attach', sim.calls[0] ?? '', '--stuck-after', '1s'], { env, input: open });
    await attach.shows(/^ {2}or give up: .*\n/m);
    attach.child.stdin.write('/troubles\n');
    await attach.shows(/^ {2}answer it: \/tool answer .*\n/m);
    const line = /^ {2}answer it: (\/tool answer call_\w+ \{.*\})$/m.exec(attach.stderr())?.[1] ?? '';
    attach.child.stdin.write(`${line}\n`);
    await attach.shows(/^resolved: find_booking/m);
    attach.child.stdin.end('/troubles\n/quit\n');
    const { code, stderr } = await attach.ended;
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/^nothing is known to be wrong$/m);
  });
});

const others: readonly (readonly [scenario: string, troubles: readonly string[]])[] = [
  [
    'failing-response',
    [
      'trouble: the response failed (server_error): The server had an error while processing your request.',
      'warning: the response was cut short: it came to the most tokens that a response may have (max_output_tokens)',
    ],
  ],
  ['idle-timeout', []],
  ['long-talk', []],
  ['late-transcript', []],
  ['interruption', []],
  ['order', []],
];

/** The sentences on stderr that speak of troubles. */
const troublesOf = (stderr: string): readonly string[] =>
  stderr
    .split('\n')
    .flatMap((line) => /(?:trouble|warning|resolved): .*(?= \(#\d+\)$)/.exec(line)?.[0] ?? []);

it('shows the troubles of the other scenarios, and none they have not, live and replayed', async () => {
  const recorded = folder();
  const went = await Promise.all(
    others.map(async ([scenario]) => {
      const sim = await simulator({ scenario, speed: 10 });
      const file = join(recorded, `${scenario}.ndjson`);
      const watch = ['--for', '5s', '--stuck-after', '3s', '--format', 'transcript', '--record', file];
      const live = await runInside(['tail', sim.calls[0] ?? '', ...watch], { env: keys(sim) });
      const again = await runInside(['replay', file, '--stuck-after', '3s', '--format', 'transcript']);
      return [scenario, troublesOf(live.stderr), troublesOf(again.stderr)];
    }),
  );
  expect(went).toEqual(others.map(([scenario, troubles]) => [scenario, troubles, troubles]));
});
