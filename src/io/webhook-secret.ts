import { createHmac, timingSafeEqual } from 'node:crypto';
import { SidebandError } from '../core/error.ts';
import { readEnvFile } from './env-file.ts';

/** A webhook secret that can only be used to check: nothing gives it away. */
export type WebhookSecret = {
  /** Whether one of the signatures (base64) over a text and a body is ours. Looks at all of them, in constant time each. */
  signedBy(prefix: string, body: Uint8Array, signatures: readonly string[]): boolean;
};

const name = 'OPENAI_WEBHOOK_SECRET';

/** A secret of fewer bytes than this can be guessed (Standard Webhooks asks for 24 to 64). */
const fewestBytes = 16;

/**
 * The secret of OPENAI_WEBHOOK_SECRET: from the environment, or, where `envFile` says so, from `.env` of the folder.
 * Without one, or with one that cannot be one, a SidebandError of kind `auth`.
 */
export const readWebhookSecret = async (
  env: Readonly<Record<string, string | undefined>>,
  cwd: string,
  { envFile }: { readonly envFile: boolean },
): Promise<WebhookSecret> => {
  const local = envFile ? await readEnvFile(cwd) : undefined;
  const given = [env[name], local?.[name]].find((text) => text !== undefined && text.trim() !== '');
  if (given === undefined) {
    throw new SidebandError('auth', `no webhook secret: ${name} is not set`, {
      hint: 'it is shown once where the webhook endpoint is made (whsec_…); sim --json has one as webhook_secret',
      reason: 'no-secret',
    });
  }
  return webhookSecret(given);
};

/** A secret as it is written: `whsec_` and base64, or anything else to the letter (realtime-api 10). */
export const webhookSecret = (given: string): WebhookSecret => {
  const text = given.trim();
  const coded = text.startsWith('whsec_') ? text.slice('whsec_'.length) : undefined;
  const key = coded === undefined ? Buffer.from(text, 'utf8') : Buffer.from(coded, 'base64');
  const whole = coded === undefined || /^[A-Za-z0-9+/_-]+={0,2}$/.test(coded);
  if (!whole || key.length < fewestBytes) {
    throw new SidebandError('auth', `${name} holds something that cannot be a webhook secret`, {
      hint: 'copy it again, alone and whole: whsec_ and what follows',
    });
  }
  return {
    signedBy(prefix, body, signatures) {
      const made = Buffer.from(createHmac('sha256', key).update(prefix).update(body).digest('base64'));
      let ours = false;
      for (const signature of signatures) {
        const one = Buffer.from(signature, 'latin1');
        // Every signature of SHA-256 has the same length: that one has another tells nothing.
        if (one.length === made.length && timingSafeEqual(one, made)) ours = true;
      }
      return ours;
    },
  };
};
