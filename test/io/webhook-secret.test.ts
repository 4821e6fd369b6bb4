import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { readWebhookSecret, webhookSecret } from '../../src/io/webhook-secret.ts';
import { newSecret, signed } from '../signed-webhook.ts';

const folders: string[] = [];
afterEach(() => {
  for (const path of folders.splice(0)) rmSync(path, { recursive: true });
});
const folder = (env?: string): string => {
  const path = mkdtempSync(join(tmpdir(), 'rt-secret-'));
  folders.push(path);
  if (env !== undefined) writeFileSync(join(path, '.env'), env);
  return path;
};

const secret = newSecret();
const body = new TextEncoder().encode('{"a":1}');
const signatureBy = (by: string): string =>
  (signed(by, body, { at: 7000 })['webhook-signature'] ?? '').slice(3);
const right = signatureBy(secret);

describe('a webhook secret', () => {
  it('knows its own signature among others, and no other', () => {
    const { signedBy } = { signedBy: webhookSecret(secret).signedBy.bind(undefined) };
    expect(signedBy('wh_1.7.', body, [right])).toBe(true);
    expect(signedBy('wh_1.7.', body, ['', 'x', signatureBy(newSecret()), right, 'é'.repeat(44)])).toBe(true);
    expect(signedBy('wh_1.7.', body, [])).toBe(false);
    expect(signedBy('wh_1.8.', body, [right])).toBe(false);
    expect(signedBy('wh_1.7.', new TextEncoder().encode('{"a":2}'), [right])).toBe(false);
    expect(signedBy('wh_1.7.', body, [right.toLowerCase(), `${right}=`, right.slice(0, -1)])).toBe(false);
  });

  it('may be any text, too', () => {
    const plain = 'a plain text of some length';
    const asBase64 = ['whsec', Buffer.from(plain).toString('base64')].join('_');
    expect(webhookSecret(plain).signedBy('wh_1.7.', body, [signatureBy(asBase64)])).toBe(true);
  });

  it('does not print', () => {
    const made = webhookSecret(secret);
    expect(`${inspect(made, { depth: 9 })}${JSON.stringify(made)}`).not.toContain(secret.slice(8, 20));
  });

  it.each([
    '',
    ' ',
    ['whsec', ''].join('_'),
    ['whsec', 'c2hvcnQ='].join('_'),
    'short',
    ['whsec', 'not base 64!!!!!!!!!!!!!!!!!!!!!!!!!!'].join('_'),
  ])('cannot be %j', async (text) => {
    const reading = readWebhookSecret({ OPENAI_WEBHOOK_SECRET: text }, '/', { envFile: false });
    await expect(reading).rejects.toMatchObject({ kind: 'auth' });
  });

  it('comes from the environment before .env, and from .env only where that counts', async () => {
    const cwd = folder(`OPENAI_WEBHOOK_SECRET=${secret}\n`);
    const from = async (env: Record<string, string>, envFile: boolean): Promise<boolean> =>
      (await readWebhookSecret(env, cwd, { envFile })).signedBy('wh_1.7.', body, [right]);
    expect(await from({}, true)).toBe(true);
    expect(await from({ OPENAI_WEBHOOK_SECRET: newSecret() }, true)).toBe(false);
    await expect(from({}, false)).rejects.toMatchObject({ kind: 'auth', reason: 'no-secret' });
  });
});
