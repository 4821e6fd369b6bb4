import { createRequire } from 'node:module';
import type * as Crypto from 'node:crypto';
import { isLoopback } from '../core/base-url.ts';
import { SidebandError } from '../core/error.ts';
import type { Raw } from '../core/raw.ts';
import { signedPrefix } from '../core/webhook.ts';
import { hex, random } from './random.ts';
import type { Switchboard } from './switchboard.ts';
import type { Switches } from './switches.ts';

/** How the first try of a delivery went; no status when there was no answer. */
type Delivery = { readonly webhookId: string; readonly status: number | undefined };

/** Tells servers of calls, as OpenAI does. */
export type Bell = {
  /** The secret that deliveries are signed with, `whsec_…`. */
  readonly secret: string;
  /** Throws a SidebandError (usage) for a URL that is not one of this machine. */
  check(url: string): void;
  /**
   * Signs a webhook and posts it to a URL of this machine; resolves after the first try. What gets no 2xx is tried again,
   * twice as late each time (realtime-api 10). The switches are those of the simulator, unless a call has its own.
   */
  deliver(webhook: Raw, url: string, settings?: Switches): Promise<Delivery>;
  stop(): void;
};

/** Milliseconds of the timeline until the second try, and how long a server may take to answer. */
const firstPause = 1000;
const answerWithin = 10_000;

/** A bell for a switchboard. The same seed makes the same secret, unless one is given. */
export const bell = (board: Switchboard, seed: number, given?: string): Bell => {
  const crypto = createRequire(import.meta.url)('node:crypto') as typeof Crypto;
  const made = Buffer.from(hex(64, random(seed, 'webhook')), 'hex').toString('base64');
  const secret = given ?? ['whsec', made].join('_');
  const ids = random(seed, 'webhook ids');
  const over = new AbortController();

  const sign = (text: string, body: Buffer, by: string): string => {
    const key = by.startsWith('whsec_') ? Buffer.from(by.slice(6), 'base64') : Buffer.from(by, 'utf8');
    return `v1,${crypto.createHmac('sha256', key).update(text).update(body).digest('base64')}`;
  };
  const sent = async (
    id: string,
    webhook: Raw,
    url: URL,
    settings: Switches,
  ): Promise<number | undefined> => {
    const body = Buffer.from(JSON.stringify(webhook));
    const age = settings.number('webhook_age_s') ?? 0;
    // Whoever checks it looks at the clock of the machine, however fast the time of the simulator goes.
    const timestamp = Math.floor(Date.now() / 1000 - age);
    const text = signedPrefix({ id, timestamp });
    const old = ['whsec', Buffer.from('the secret before this one, gone').toString('base64')].join('_');
    const rotating = settings.flag('webhook_rotation') ? [sign(text, body, old)] : [];
    const signature = [...rotating, sign(text, body, secret)].join(' ');
    const bent = settings.flag('webhook_altered') ? Buffer.concat([body, Buffer.from(' ')]) : body;
    try {
      const { status } = await fetch(url, {
        method: 'POST',
        redirect: 'manual',
        signal: AbortSignal.any([over.signal, AbortSignal.timeout(answerWithin)]),
        headers: {
          'content-type': 'application/json',
          'user-agent': 'OpenAI/1.0 (+https://platform.openai.com/docs/webhooks)',
          'webhook-id': id,
          'webhook-timestamp': String(timestamp),
          'webhook-signature': signature,
        },
        body: bent,
      });
      return status;
    } catch {
      return undefined;
    }
  };
  const fine = (status: number | undefined): boolean => status !== undefined && status >= 200 && status < 300;

  return {
    secret,
    check: (url) => void loopbackUrl(url),
    async deliver(webhook, to, settings = board.switches) {
      const url = loopbackUrl(to);
      const webhookId = `wh_${hex(32, ids)}`;
      const most = Math.max(1, settings.number('webhook_attempts') ?? 1);
      const again = (attempt: number): void => {
        if (attempt >= most || over.signal.aborted) return;
        board.timeline.after(firstPause * 2 ** (attempt - 1), () => {
          void sent(webhookId, webhook, url, settings).then((status) => {
            if (!fine(status)) again(attempt + 1);
          });
        });
      };
      const status = await sent(webhookId, webhook, url, settings);
      if (!fine(status)) again(1);
      else if (settings.flag('webhook_twice')) await sent(webhookId, webhook, url, settings);
      return { webhookId, status };
    },
    stop: () => over.abort(),
  };
};

const loopbackUrl = (text: string): URL => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol) && isLoopback(url.hostname)) return url;
  throw new SidebandError('usage', 'the simulator rings at addresses of this machine only', {
    said: text,
    hint: 'like http://127.0.0.1:8790/',
  });
};
