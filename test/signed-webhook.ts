import { createHmac, randomBytes } from 'node:crypto';

/** A webhook secret made now: nothing that looks like one stands in a file. */
export const newSecret = (): string => ['whsec', randomBytes(32).toString('base64')].join('_');

/** The headers of a delivery, signed as Standard Webhooks says; written apart from the code that is tested. */
export const signed = (
  secret: string,
  body: string | Uint8Array,
  { id = 'wh_1', at = Date.now() }: { readonly id?: string; readonly at?: number } = {},
): Record<string, string> => {
  const timestamp = String(Math.floor(at / 1000));
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const text = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), Buffer.from(body)]);
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${createHmac('sha256', key).update(text).digest('base64')}`,
  };
};

/** The body of a webhook that tells of a call. */
export const incoming = (callId: string, from = '"Ann" <sip:+15550100@sip.example.net>'): string =>
  JSON.stringify({
    object: 'event',
    id: 'evt_1',
    type: 'realtime.call.incoming',
    created_at: 1_790_000_000,
    data: { call_id: callId, sip_headers: [{ name: 'From', value: from }] },
  });
