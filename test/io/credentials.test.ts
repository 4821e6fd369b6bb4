import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { effectiveApi, readCredentials } from '../../src/io/credentials.ts';
import type { CredentialSources } from '../../src/io/key-source.ts';
import { canary, expectNoKey, failureOf } from '../connecting.ts';

let cwd = '';
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'rt-credentials-'));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

/** A key that can be told from the others, and is found by the same search. */
const key = (name: string): string => canary.replace('last', name);
const file = (name: string, text: string): string => {
  writeFileSync(join(cwd, name), text);
  return join(cwd, name);
};
const read = (more: Partial<CredentialSources> = {}) =>
  readCredentials({
    env: {},
    cwd,
    options: {},
    readStdin: async () => `${key('stdi')}\n`,
    userConfig: undefined,
    ...more,
  });
const config = (values: Record<string, string>) => ({ path: join(cwd, 'config.json'), values });

describe('the key', () => {
  it('comes from flags before the environment before .env before the config file', async () => {
    file('.env', `OPENAI_API_KEY=${key('dote')}\n`);
    file('flag.key', `  ${key('flag')}\n`);
    file('user.key', key('user'));
    const env = { OPENAI_API_KEY: key('envi') };
    const userConfig = config({ 'api-key-file': 'user.key' });
    const found = async (more: Partial<CredentialSources>) => {
      const { key: made, keyFrom } = await read(more);
      return [made.reveal().slice(-4), keyFrom];
    };
    expect(await found({ env, userConfig, options: { apiKeyStdin: true } })).toEqual([
      'stdi',
      'standard input',
    ]);
    expect(await found({ env, userConfig, options: { apiKeyFile: 'flag.key' } })).toEqual([
      'flag',
      '--api-key-file',
    ]);
    expect(await found({ env, userConfig })).toEqual(['envi', 'environment OPENAI_API_KEY']);
    expect(await found({ userConfig })).toEqual(['dote', '.env']);
    rmSync(join(cwd, '.env'));
    expect(await found({ userConfig })).toEqual(['user', userConfig.path]);
  });

  it('is missing: the places looked at are named', async () => {
    const failure = await failureOf(read({ env: { OPENAI_API_KEY: ' ' } }));
    expect(failure).toMatchObject({ kind: 'auth', reason: 'no-key' });
    for (const place of ['OPENAI_API_KEY', '.env', 'config file']) expect(failure.message).toContain(place);
    expect(failure.hint).toContain('--api-key-file');
  });

  it.each([
    ['a file that is not there', { options: { apiKeyFile: 'none' } }],
    ['a directory', { options: { apiKeyFile: '.' } }],
    ['an empty stdin', { readStdin: async () => ' \n', options: { apiKeyStdin: true } }],
    ['a line break inside', { env: { OPENAI_API_KEY: `${canary}\nX-Evil: 1` } }],
    ['a space inside', { env: { OPENAI_API_KEY: `Bearer ${canary}` } }],
    ['a character beyond ASCII', { env: { OPENAI_API_KEY: `${canary}é` } }],
  ])('is refused: %s', async (_, more) => {
    expect(await failureOf(read(more))).toMatchObject({ kind: 'auth' });
  });

  it('is refused in a file too large for one, or empty', async () => {
    file('large', canary.repeat(1000));
    file('empty', '\n');
    expect(await failureOf(read({ options: { apiKeyFile: 'large' } }))).toMatchObject({
      kind: 'auth',
      message: 'this is not a file with a key',
    });
    expect(await failureOf(read({ options: { apiKeyFile: 'empty' } }))).toMatchObject({ kind: 'auth' });
  });

  it('comes from one flag, not two', async () => {
    expect(await failureOf(read({ options: { apiKeyFile: 'x', apiKeyStdin: true } }))).toMatchObject({
      kind: 'usage',
    });
  });

  it('leaves the environment alone when it is from .env', async () => {
    file('.env', `OPENAI_API_KEY="${key('dote')}" # mine\nRT_TEST_OTHER=1\n`);
    const env = {};
    expect((await read({ env })).key.reveal()).toBe(key('dote'));
    expect(env).toEqual({});
    expect(process.env['RT_TEST_OTHER']).toBeUndefined();
  });

  it('is not printed with the rest', async () => {
    expectNoKey(await read({ env: { OPENAI_API_KEY: canary } }));
  });
});

describe('the base URL', () => {
  const env = { OPENAI_API_KEY: canary };
  const user = config({ 'base-url': 'https://user.example/v1' });
  const found = async (more: Partial<CredentialSources>) => {
    const { baseUrl, baseUrlFrom } = await read(more);
    return `${baseUrl} ${baseUrlFrom}`;
  };

  it('comes from the flag before the environment before the config file before the default', async () => {
    const both = { ...env, OPENAI_BASE_URL: 'https://env.example/v1/' };
    expect(
      await found({ env: both, options: { baseUrl: 'https://flag.example/v1' }, userConfig: user }),
    ).toBe('https://flag.example/v1 --base-url');
    expect(await found({ env: both, userConfig: user })).toBe(
      'https://env.example/v1 environment OPENAI_BASE_URL',
    );
    expect(await found({ env, userConfig: user })).toBe(`https://user.example/v1 ${user.path}`);
    expect(await found({ env })).toBe('https://api.openai.com/v1 default');
  });

  it.each([
    'OPENAI_BASE_URL=https://evil.example/v1',
    'OPENAI_BASE_URL=http://evil.example/',
    'OPENAI_BASE_URL=nonsense',
  ])('is never taken from a .env that did not bring the key: %s', async (line) => {
    file('.env', `${line}\n`);
    file('my.key', canary);
    expect(await found({ env })).toContain('api.openai.com');
    expect(await found({ options: { apiKeyFile: 'my.key' } })).toContain('api.openai.com');
    expect(await found({ options: { apiKeyStdin: true } })).toContain('api.openai.com');
    expect(await found({ userConfig: config({ 'api-key-file': 'my.key' }) })).toContain('api.openai.com');
  });

  it('is taken from the .env that brought the key', async () => {
    file(
      '.env',
      `OPENAI_API_KEY=${canary}\nOPENAI_BASE_URL=https://mine.example/v1\nOPENAI_PROJECT_ID=proj_1\n`,
    );
    expect(await found({ userConfig: user })).toBe('https://mine.example/v1 .env');
    expect(await read()).toMatchObject({ project: 'proj_1' });
    expect(await read({ env })).not.toHaveProperty('project');
  });

  it.each(['http://evil.example/v1', 'https://evil.example', 'nonsense'])(
    'is refused when it is %s',
    async (baseUrl) => {
      expect(await failureOf(read({ env, options: { baseUrl } }))).toMatchObject({ kind: 'usage' });
    },
  );

  it('may be plain on this machine', async () => {
    expect(await found({ env, options: { baseUrl: 'http://127.0.0.1:8080/v1' } })).toContain(
      'http://127.0.0.1:8080/v1',
    );
  });
});

describe('the rest', () => {
  it('takes organization and project from the environment', async () => {
    const env = { OPENAI_API_KEY: canary, OPENAI_ORG_ID: 'org-1', OPENAI_PROJECT_ID: 'proj_1' };
    expect(await read({ env })).toMatchObject({ organization: 'org-1', project: 'proj_1' });
    expect(await failureOf(read({ env: { ...env, OPENAI_ORG_ID: 'a\r\nb' } }))).toMatchObject({
      kind: 'auth',
    });
  });

  it('refuses an environment without certificate checks, before reading anything', async () => {
    const failure = await failureOf(
      read({ env: { OPENAI_API_KEY: canary, NODE_TLS_REJECT_UNAUTHORIZED: '0' } }),
    );
    expect(failure).toMatchObject({ kind: 'usage' });
    expect(failure.hint).toContain('NODE_EXTRA_CA_CERTS');
  });

  it('names a .env that cannot be read', async () => {
    mkdirSync(join(cwd, '.env'));
    expect(await read({ env: { OPENAI_API_KEY: canary } })).toMatchObject({
      keyFrom: 'environment OPENAI_API_KEY',
    });
  });
});

describe('what config prints', () => {
  const shown = async (more: Partial<CredentialSources>) => {
    const settings = await effectiveApi({ env: {}, cwd, options: {}, userConfig: undefined, ...more });
    expectNoKey(settings);
    return Object.fromEntries(settings.map(({ name, value, from }) => [name, `${value} | ${from}`]));
  };

  it('is every value and where it came from, the key by its end', async () => {
    const env = {
      OPENAI_API_KEY: canary,
      HTTPS_PROXY: 'http://ann:pw@proxy.example:1',
      XDG_CONFIG_HOME: '/x',
    };
    expect(await shown({ env })).toEqual({
      'api-key': '[secret …last] | environment OPENAI_API_KEY',
      'base-url': 'https://api.openai.com/v1 | default',
      organization: ' | not set',
      project: ' | not set',
      proxy: 'http://proxy.example:1 | environment',
      'config-file': '/x/rt-sideband/config.json | not there',
    });
  });

  it('says why when there is no key', async () => {
    expect((await shown({}))['api-key']).toContain('no API key');
  });

  it('does not read standard input', async () => {
    expect((await shown({ options: { apiKeyStdin: true } }))['api-key']).toBe('(not read) | standard input');
  });
});
