import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { Raw } from '../../src/core/raw.ts';
import { folder } from '../io/recording-kit.ts';
import { run, type Ran } from '../context.ts';
import { closeAll, simulator } from '../sim/client.ts';

afterEach(closeAll);

/** A call in which the agent called a tool, and a command that saw it and left. */
const seenByTail = async (home: string, keeps = 'all') => {
  const sim = await simulator({ scenario: 'stuck-tool' });
  const call = sim.calls[0] ?? '';
  const env = {
    OPENAI_BASE_URL: sim.baseUrl,
    OPENAI_API_KEY: sim.apiKey,
    XDG_STATE_HOME: home,
    RT_SIDEBAND_REMEMBER: keeps,
  };
  const verb = (argv: readonly string[], stdin = ''): Promise<Ran> => run(argv, { env, stdin });
  const until = ['--until', 'response.function_call_arguments.done', '--json'];
  const { stdout } = await verb(['tail', call, ...until]);
  const id = /"call_id":"(call_\w+)"/.exec(stdout)?.[1] ?? 'none';
  const list = async (...flags: readonly string[]): Promise<Ran> =>
    verb(['tool', 'list', call, '--for', '50ms', ...flags]);
  return { call, id, verb, list };
};

it('lists a tool call that another command saw, until somebody answers it', async () => {
  using home = folder();
  const { call, id, verb, list } = await seenByTail(home.path);
  const { stdout, stderr } = await list();
  expect(stdout).toMatch(
    new RegExp(
      `^${id} {2}find_booking\\(\\{"name":"Ann Miller"\\}\\)\\n {2}seen earlier, by tail (now|\\d+ s ago); whether it has been answered since is not known\\n$`,
    ),
  );
  expect(stderr).toContain('and not seen from this machine, is not known: nothing is replayed');
  const record = JSON.parse((await list('--json')).stdout) as Raw;
  expect(record).toMatchObject({ kind: 'tool_call', id, name: 'find_booking', seen_earlier: { by: 'tail' } });
  // A command that was told nothing of it keeps it in mind.
  expect((await list()).stdout).toContain(id);
  const line = await verb(['attach', call], '/tool list\n');
  expect(line.stderr).toMatch(new RegExp(`no open tool call was seen; [^]*${id}[^]*seen earlier`));

  expect((await verb(['tool', 'answer', call, id, '{"room":12}'])).code).toBe(0);
  expect((await list()).stdout).toBe('');
});

it('keeps no arguments where no words are kept', async () => {
  using home = folder();
  const { id, list } = await seenByTail(home.path, 'bare');
  expect((await list()).stdout).toMatch(new RegExp(`^${id} {2}find_booking\\(…\\)$`, 'm'));
  const calls = join(home.path, 'rt-sideband', 'calls');
  const kept = readdirSync(calls).map((name) => readFileSync(join(calls, name), 'utf8'));
  expect(kept.join('')).not.toContain('Ann');
});
