import { describe, expect, it } from 'vitest';
import { headerLooks, judgeAccount, type HeaderSeen } from '../../../src/core/doctor/account.ts';
import { hostKind, judgeBaseUrl } from '../../../src/core/doctor/base-url.ts';
import { judgeCertificates } from '../../../src/core/doctor/certificates.ts';
import { judgeKey } from '../../../src/core/doctor/key.ts';
import { keyShape, type KeyFault, type KeyKind } from '../../../src/core/doctor/key-shape.ts';
import { judgeRuntime } from '../../../src/core/doctor/runtime.ts';

const tail = 'Canary7Canary7Canary7';
const key = (...parts: string[]): string => [...parts, tail].join('-');

describe('runtime', () => {
  it.each([
    ['18.20.0', 'warn'],
    ['20.18.1', 'warn'],
    ['20.19.0', 'ok'],
    ['22.0.0', 'ok'],
  ])('Node %s is %s', (node, state) => {
    const found = judgeRuntime('rt-sideband/0.1.0', { node, platform: 'linux', arch: 'x64', openssl: '3.0' });
    expect(found).toMatchObject({
      check: 'runtime',
      state,
      saw: `rt-sideband 0.1.0, Node ${node}, linux x64`,
    });
  });
});

describe('the shape of a key', () => {
  it.each<[string, KeyKind]>([
    [key('sk', 'proj'), 'project'],
    [key('sk', 'svcacct'), 'service-account'],
    [key('sk', 'admin'), 'admin'],
    [key('sk', 'sim'), 'simulator'],
    [key('sk'), 'user'],
    [['ek', tail].join('_'), 'ephemeral'],
    [['whsec', tail].join('_'), 'webhook'],
    [['eyJhbGci', 'eyJzdWIi', tail].join('.'), 'token'],
    ['0123456789abcdef0123456789abcdef', 'unknown'],
  ])('%s is a key of kind %s, and nothing of it is kept', (text, kind) => {
    const shape = keyShape(text);
    expect(shape).toEqual({ kind, length: text.length, padded: false, faults: [] });
    expect(JSON.stringify(shape)).not.toContain('Canary7');
  });

  it.each<[string, KeyFault]>([
    [`"${key('sk', 'proj')}"`, 'quoted'],
    [`${key('sk', 'proj')}'`, 'quoted'],
    [`“${key('sk', 'proj')}”`, 'quoted'],
    [`Bearer ${key('sk', 'proj')}`, 'bearer'],
    [`OPENAI_API_KEY=${key('sk', 'proj')}`, 'assignment'],
    [`export OPENAI_API_KEY=${key('sk', 'proj')}`, 'assignment'],
    [['$', '{OPENAI_API_KEY_PRODUCTION}'].join(''), 'variable'],
    ['$OPENAI_API_KEY_PRODUCTION', 'variable'],
    ['op://vault/item/credential', 'variable'],
    [['sk', 'proj', '...', 'abcd1234abcd'].join('-'), 'masked'],
    [['sk', 'proj', '****************'].join('-'), 'masked'],
    ['<put-the-key-of-your-project-here>', 'placeholder'],
    [['sk', 'your', 'api', 'key', 'goes', 'in', 'this', 'place'].join('-'), 'placeholder'],
    [`${key('sk', 'proj')}\n${tail}`, 'line-break'],
    [`${key('sk', 'proj')} ${tail}`, 'space'],
    [`${key('sk', 'proj')}\u200b`, 'not-ascii'],
    [['sk', 'abc'].join('-'), 'short'],
  ])('%j is %s first of all', (text, fault) => {
    expect(keyShape(text).faults[0]).toBe(fault);
  });

  it('does not mind one newline at the end, and tells of other white space', () => {
    expect(keyShape(`${key('sk')}\n`)).toMatchObject({ padded: false, faults: [] });
    expect(keyShape(` ${key('sk')}`)).toMatchObject({ padded: true, faults: [] });
  });
});

describe('key', () => {
  const seen = (text: string, more = {}) => ({
    from: '.env',
    shown: '[secret …last]',
    shape: keyShape(text),
    also: [],
    ...more,
  });

  it.each<[string, string, boolean, 'ok' | 'warn' | 'fail']>([
    ['a project key', key('sk', 'proj'), false, 'ok'],
    ["a service account's", key('sk', 'svcacct'), false, 'ok'],
    ["a user's", key('sk'), false, 'ok'],
    ['a token', ['eyJhbGci', 'eyJzdWIi', tail].join('.'), false, 'ok'],
    ['an admin key', key('sk', 'admin'), false, 'warn'],
    ['an ephemeral one', ['ek', tail].join('_'), false, 'warn'],
    ["a simulator's, sent elsewhere", key('sk', 'sim'), false, 'warn'],
    ["a simulator's, sent to this machine", key('sk', 'sim'), true, 'ok'],
    ['nothing known', tail, false, 'warn'],
    ['nothing known, for this machine', tail, true, 'ok'],
    ['a short one', 'sk-1', false, 'warn'],
    ['a short one, for this machine', 'sk-1', true, 'ok'],
    ['a webhook secret', ['whsec', tail].join('_'), true, 'fail'],
    ['one in quotes', `"${key('sk')}"`, true, 'fail'],
  ])('%s', (_, text, local, state) => {
    const found = judgeKey(seen(text), local);
    expect(found).toMatchObject({ check: 'key', state });
    expect(found.causes.length > 0).toBe(state !== 'ok');
    expect(found.exit).toBe(state === 'fail' ? 'auth' : undefined);
  });

  it('names a fault with its fix, and other places with a key', () => {
    const found = judgeKey(seen(`${key('sk')} x`, { shown: undefined, also: ['.env'] }), false);
    expect(found.saw).toBe("a text that is no key from .env, a user's key (sk-…); .env not used");
    expect(found.causes[0]).toEqual({
      cause: 'a space is inside it',
      fix: 'copy it again, alone and whole',
      confidence: 'high',
    });
  });

  it.each(['proj', 'svcacct', 'admin', 'sim'])(
    'says sk-%s… in a way that no filter takes for a key',
    (kind) => {
      expect(judgeKey(seen(key('sk', kind)), false).saw).not.toMatch(/sk-[\w-]{8,}/);
    },
  );
});

describe('account', () => {
  const header = (text: string, fits = true): HeaderSeen => ({
    from: 'environment X',
    looks: headerLooks(text),
    fits,
  });
  const organization = header('org-abc');
  const project = header('proj_abc');
  it.each<[string, Parameters<typeof judgeAccount>, string, RegExp | undefined]>([
    ['none', [{}, 'project'], 'ok', undefined],
    ['both', [{ organization, project }, 'user'], 'ok', undefined],
    ['exchanged', [{ organization: project, project: organization }, 'user'], 'warn', /exchanged/],
    ['a name', [{ organization: header('My Company') }, 'user'], 'warn', /does not look like an id/],
    ['with an ephemeral secret', [{ project }, 'ephemeral'], 'warn', /belongs to a project already/],
    ['a line break in it', [{ project: header('proj_a', false) }, 'user'], 'fail', /line break/],
  ])('%s', (_, given, state, why) => {
    const found = judgeAccount(...given);
    expect(found).toMatchObject({ check: 'account', state });
    if (why !== undefined) expect(found.causes[0]?.cause).toMatch(why);
  });

  it('says of a key that belongs to one project that the header has to fit', () => {
    expect(judgeAccount({ project }, 'project').saw).toMatch(/must be the project of the key/);
  });
});

describe('base-url', () => {
  it.each([
    ['https://api.openai.com/v1', 'openai'],
    ['https://eu.api.openai.com/v1', 'openai'],
    ['https://evil-api.openai.com.example/v1', 'other'],
    ['https://x.openai.azure.com/openai/v1', 'azure'],
    ['http://127.0.0.1:9/v1', 'local'],
    ['http://[::1]:9/v1', 'local'],
    ['https://gateway.example/v1', 'other'],
  ])('%s is %s', (url, kind) => {
    expect(hostKind(url)).toBe(kind);
  });

  const seen = { from: '--base-url', url: 'https://api.openai.com/v1', ignored: false, unread: [] };
  it.each<[string, Partial<Parameters<typeof judgeBaseUrl>[0]>, string]>([
    ['fine', {}, 'ok'],
    ['another in .env that does not count', { ignored: true }, 'warn'],
    ['a variable that is not read', { unread: ['OPENAI_API_BASE'] }, 'warn'],
    ['not one', { url: undefined, problem: { message: 'it must end in /v1', hint: 'like that' } }, 'fail'],
  ])('%s', (_, more, state) => {
    const found = judgeBaseUrl({ ...seen, ...more });
    expect(found).toMatchObject({ check: 'base-url', state });
    expect(found.exit).toBe(state === 'fail' ? 'usage' : undefined);
  });
});

describe('certificates', () => {
  it.each<[string, Parameters<typeof judgeCertificates>[0], string]>([
    ['nothing set', { unchecked: false, extra: undefined }, 'ok'],
    ['a file with some', { unchecked: false, extra: { count: 2 } }, 'ok'],
    ['a file with none', { unchecked: false, extra: { count: 0 } }, 'warn'],
    ['a file that is not there', { unchecked: false, extra: { unreadable: 'ENOENT' } }, 'warn'],
    ['checks turned off', { unchecked: true, extra: undefined }, 'fail'],
  ])('%s', (_, seen, state) => {
    expect(judgeCertificates(seen)).toMatchObject({ check: 'certificates', state });
  });
});
