import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exitCodes } from '../../src/core/error.ts';
import { eventNames } from '../../src/core/catalogue.ts';
import { startSimulator } from '../../src/sim/simulator.ts';
import { run } from '../context.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rt-about-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const userFile = (settings: object): Record<string, string> => {
  mkdirSync(join(folder, 'rt-sideband'), { recursive: true });
  writeFileSync(join(folder, 'rt-sideband/config.json'), JSON.stringify(settings));
  return { XDG_CONFIG_HOME: folder };
};

describe('help topics', () => {
  it('lists every exit code', async () => {
    const { stdout } = await run(['help', 'exit-codes']);
    for (const [name, code] of Object.entries(exitCodes))
      expect(stdout).toMatch(new RegExp(`^ +${code} +${name} `, 'm'));
  });

  it('lists every event', async () => {
    const { stdout } = await run(['help', 'events']);
    for (const name of eventNames) expect(stdout).toContain(`  ${name}\n`);
  });

  it.each(['environment', 'formats'])('has %s', async (topic) => {
    expect(await run(['help', topic])).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('config', () => {
  const rows = (stdout: string): Record<string, { value: string; from: string }> =>
    Object.fromEntries(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { name: string; value: string; from: string })
        .map(({ name, value, from }) => [name, { value, from }]),
    );

  it('says where each value came from, flags first, and hides the key', async () => {
    const key = ['a', 'long', 'enough', 'key', '1234'].join('-');
    const env = {
      ...userFile({ 'base-url': 'https://file.example/v1', format: 'line' }),
      OPENAI_API_KEY: key,
    };
    const from = async (more: Record<string, string>, ...argv: string[]) =>
      rows((await run(['config', '--json', ...argv], { env: { ...env, ...more }, cwd: folder })).stdout);
    const plain = await from({});
    expect(plain['base-url']?.value).toBe('https://file.example/v1');
    expect(plain['format']?.value).toBe('line');
    expect(plain['api-key']?.value).toBe('[secret …1234]');
    expect((await from({ OPENAI_BASE_URL: 'https://env.example/v1' }))['base-url']?.value).toBe(
      'https://env.example/v1',
    );
    const flagged = await from(
      { OPENAI_BASE_URL: 'https://env.example/v1' },
      '--base-url',
      'https://flag.example/v1',
    );
    expect(flagged['base-url']).toEqual({ value: 'https://flag.example/v1', from: '--base-url' });
  });

  it('says how much is kept on this machine, where, and who says so', async () => {
    const of = async (env: Record<string, string>, file: object) => {
      const all = rows(
        (await run(['config', '--json'], { env: { ...userFile(file), ...env }, cwd: folder })).stdout,
      );
      return [all['remember'], all['state-folder']];
    };
    const home = { HOME: '/home/ada' };
    const place = { value: '/home/ada/.local/state/rt-sideband', from: 'default' };
    expect(await of(home, {})).toEqual([{ value: 'all', from: 'default' }, place]);
    expect(await of(home, { remember: 'bare' })).toEqual([
      { value: 'bare', from: expect.stringContaining('config.json') as string },
      place,
    ]);
    expect(await of({ XDG_STATE_HOME: '/x', RT_SIDEBAND_REMEMBER: 'nothing' }, { remember: 'bare' })).toEqual(
      [
        { value: 'nothing', from: 'environment RT_SIDEBAND_REMEMBER' },
        { value: '/x/rt-sideband', from: 'environment XDG_STATE_HOME' },
      ],
    );
  });

  it('takes a base URL from .env only with a key from there', async () => {
    writeFileSync(join(folder, '.env'), 'OPENAI_BASE_URL=https://elsewhere.example/v1\n');
    const { stdout } = await run(['config', '--json'], {
      env: { OPENAI_API_KEY: 'somebodys-key' },
      cwd: folder,
    });
    expect(rows(stdout)['base-url']?.value).toBe('https://api.openai.com/v1');
  });

  it('gives flags their values from the user file, and refuses names and values that do not fit', async () => {
    const env = { ...userFile({ max: 'none' }), OPENAI_API_KEY: 'none' };
    expect(await run(['tail', 'rtc_a'], { env })).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/--max/) as string,
    });
    writeFileSync(join(folder, 'rt-sideband/config.json'), '{"colour":"always"}');
    expect(await run(['tail', 'rtc_a'], { env })).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/config file/) as string,
    });
    writeFileSync(join(folder, 'rt-sideband/config.json'), '{"quiet":"yes"}');
    expect(await run(['tail', 'rtc_a'], { env })).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/quiet/) as string,
    });
  });
});

describe('the user file under flags that exclude each other', () => {
  const recording = join(import.meta.dirname, '../recordings/greeting.ndjson');
  const said = ['say', 'rtc_a', 'Hello.', '--dry-run'] as const;
  it.each([
    ['--json over a format', { format: 'pretty' }, ['replay', recording, '--json'], /"kind":"end"/],
    ['a format over --json', { json: true }, ['replay', recording, '--format', 'line'], /type=end/],
    ['--queue over another', { 'fail-if-busy': true }, [...said, '--queue'], /response\.create/],
    ['no word of another command', { as: 'md' }, said, /response\.create/],
  ])('%s', async (_, settings, argv, shown) => {
    const { code, stdout, stderr } = await run(argv, { env: userFile(settings), cwd: folder });
    expect(stderr).not.toMatch(/choose one of|expected one of/);
    expect(code).toBe(0);
    expect(stdout).toMatch(shown);
  });

  it('still refuses a word that no command takes', async () => {
    const { code, stderr } = await run(said, { env: userFile({ as: 'nobody' }), cwd: folder });
    expect([code, stderr]).toEqual([2, expect.stringContaining('--as: expected one of agent, user')]);
  });
});

describe('completion', () => {
  it('completes commands, flags, values and event names in bash', async () => {
    const { stdout } = await run(['completion', 'bash']);
    const complete = (...line: string[]): string[] => {
      const words = line.map((word) => `'${word}'`).join(' ');
      const script = `${stdout}\nCOMP_WORDS=(${words}); COMP_CWORD=${line.length - 1}; _rt_sideband; printf '%s\\n' "\${COMPREPLY[@]}"`;
      return spawnSync('bash', ['--norc', '-c', script], { encoding: 'utf8' })
        .stdout.split('\n')
        .filter(Boolean);
    };
    expect(complete('rt-sideband', 'ta')).toEqual(['tail']);
    expect(complete('rt-sideband', 'tail', '--for')).toEqual(['--format', '--for']);
    expect(complete('rt-sideband', 'tail', '--format', 'tr')).toEqual(['transcript']);
    expect(complete('rt-sideband', 'tail', '--until', 'response.do')).toEqual(['response.done']);
    expect(complete('rt-sideband', 'help', 'exit')).toEqual(['exit-codes']);
  });

  it.each(['zsh', 'fish', 'pwsh'])('names every command in %s', async (shell) => {
    const { code, stdout } = await run(['completion', shell]);
    expect(code).toBe(0);
    for (const name of ['tail', 'attach', 'say', 'instruct', 'mint', 'sim', 'demo'])
      expect(stdout).toContain(name);
    expect(stdout).toContain('wait-for-call');
  });
});

describe('a switch that switches something off', () => {
  it('does so from the user file as well', async () => {
    const simulator = await startSimulator({ scenario: 'idle', seed: 1, speed: 20 });
    try {
      const env = {
        ...userFile({ 'no-wait': true }),
        OPENAI_API_KEY: simulator.apiKey,
        OPENAI_BASE_URL: simulator.baseUrl,
      };
      const { code, stdout } = await run(['say', simulator.calls[0] ?? '', 'Hello.', '--json'], { env });
      expect(code).toBe(0);
      // Nobody waited for what was said.
      expect(JSON.parse(stdout)).toMatchObject({ outcome: 'confirmed', spoken: '' });
    } finally {
      await simulator.close();
    }
  });
});
