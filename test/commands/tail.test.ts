import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSimulator, type Simulator } from '../../src/sim/simulator.ts';
import { run } from '../context.ts';

let simulator: Simulator;
let env: Record<string, string> = {};
beforeAll(async () => {
  simulator = await startSimulator({ scenario: 'greeting', seed: 1, speed: 10 });
  env = { OPENAI_API_KEY: simulator.apiKey, OPENAI_BASE_URL: simulator.baseUrl };
});
afterAll(() => simulator.close());

const ends = (stdout: string): unknown[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { kind: string })
    .filter(({ kind }) => kind === 'end');

describe('tail --json', () => {
  it('ends with one end record that carries the exit', async () => {
    const { code, stdout } = await run(
      ['tail', simulator.calls[0] ?? '', '--json', '--until', 'response.done'],
      { env },
    );
    expect(code).toBe(0);
    expect(ends(stdout)).toMatchObject([
      { reason: 'detached', exit: { code: 0, name: 'ok' }, complete: true },
    ]);
  });

  it('does so also for a call that could not be attached', async () => {
    const { code, stdout, stderr } = await run(['tail', 'rtc_none', '--json', '--wait-for-call', '1s'], {
      env,
    });
    expect(code).toBe(3);
    expect(stderr).toMatch(/no such call/);
    expect(ends(stdout)).toMatchObject([
      { reason: 'unknown', exit: { code: 3, name: 'not-found' }, complete: false },
    ]);
  });

  it('keeps the exits of several calls apart, and reports the gravest', async () => {
    const { code, stdout } = await run(
      ['tail', 'rtc_none', simulator.calls[0] ?? '', '--json', '--wait-for-call', '1s', '--for', '1s'],
      { env },
    );
    expect(code).toBe(3);
    expect(ends(stdout)).toHaveLength(2);
    expect(ends(stdout)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ call_id: 'rtc_none', exit: { code: 3, name: 'not-found' } }),
        expect.objectContaining({ call_id: simulator.calls[0], exit: { code: 0, name: 'ok' } }),
      ]),
    );
  });
});

describe('tail --stats', () => {
  it('ends with the numbers of the call on stderr, not among the results', async () => {
    const { code, stdout, stderr } = await run(
      ['tail', simulator.startCall(), '--json', '--stats', '--until', 'response.done'],
      { env },
    );
    expect(code).toBe(0);
    expect(stderr).toMatch(/^ {2}ttft +1 +\d+ ms/m);
    expect(stdout).not.toContain('ttft');
  });

  it('breaks its rows at words on a terminal', async () => {
    const { stderr } = await run(
      ['tail', simulator.startCall(), '--json', '--stats', '--until', 'response.done'],
      { env: { ...env, NO_COLOR: '1' }, typed: '', columns: 72 },
    );
    const rows = stderr.slice(stderr.indexOf('counted')).split('\n');
    expect(rows.find((row) => row.startsWith('  tokens'))).toMatch(/input \d+/);
    expect(Math.max(...rows.map((row) => row.length))).toBeLessThanOrEqual(72);
  });
});
