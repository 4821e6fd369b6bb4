import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readUserConfig, userConfigPath } from '../../src/io/config.ts';

const folder = mkdtempSync(join(tmpdir(), 'rt-config-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const env = { XDG_CONFIG_HOME: folder };
const path = join(folder, 'rt-sideband', 'config.json');
const known = ['format', 'color', 'max', 'only', 'quiet'];
const write = (text: string): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
};

describe('where the config file is', () => {
  it.each([
    [{ XDG_CONFIG_HOME: '/x' }, '/x/rt-sideband/config.json'],
    [{ XDG_CONFIG_HOME: '/x', HOME: '/h' }, '/x/rt-sideband/config.json'],
    [{ HOME: '/h' }, '/h/.config/rt-sideband/config.json'],
    [{ XDG_CONFIG_HOME: '', HOME: '/h' }, '/h/.config/rt-sideband/config.json'],
    [{ XDG_CONFIG_HOME: 'relative', HOME: '/h' }, '/h/.config/rt-sideband/config.json'],
    [{ XDG_CONFIG_HOME: 'relative' }, undefined],
    [{}, undefined],
  ])('%j', (given, expected) => {
    expect(userConfigPath(given)).toBe(expected);
  });
});

describe('the config file', () => {
  it('may be absent', async () => {
    expect(await readUserConfig(env, known)).toBeUndefined();
    expect(await readUserConfig({}, known)).toBeUndefined();
  });

  it('holds settings by the names of flags', async () => {
    write('{"format":"line","max":5,"quiet":true,"only":["a","b"]}');
    expect(await readUserConfig(env, known)).toEqual({
      path,
      values: { format: 'line', max: 5, quiet: true, only: ['a', 'b'] },
    });
  });

  it.each([
    ['broken JSON', '{canary'],
    ['a list', '[]'],
    ['nothing', ''],
    ['null', 'null'],
    ['a name that is none', '{"colour":"always"}'],
    ['a name of the prototype', '{"constructor":"x"}'],
    ['__proto__', '{"__proto__":"x"}'],
    ['an object as a value', '{"format":{}}'],
    ['null as a value', '{"format":null}'],
    ['a list of numbers', '{"only":[1]}'],
  ])('is refused with its path for %s', async (_, text) => {
    write(text);
    const failure = await readUserConfig(env, known).catch((error: unknown) => error);
    expect(failure).toMatchObject({ kind: 'usage', said: expect.stringContaining(path) as string });
    expect(String(failure)).not.toContain('canary');
  });

  it('is refused with its path when it cannot be read', async () => {
    rmSync(path);
    mkdirSync(path);
    await expect(readUserConfig(env, known)).rejects.toMatchObject({ kind: 'usage', said: path });
    rmSync(path, { recursive: true });
  });
});
