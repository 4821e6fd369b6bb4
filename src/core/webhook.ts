/** The headers of a webhook as they came; names in lower case. */
export type WebhookHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What proves a delivery: its id, when it was signed (Unix seconds), and the signatures that are looked at. */
export type Seal = {
  readonly id: string;
  readonly timestamp: number;
  readonly signatures: readonly string[];
};

/** Why a delivery is not believed. */
export type Disbelief = 'unsigned' | 'stale' | 'future' | 'signature';

/** What is made of a delivery: it is what the owner of the secret sent, under this id, or it is not believed. */
export type Verdict =
  | { readonly genuine: true; readonly id: string }
  | { readonly genuine: false; readonly because: Disbelief };

/** No more signatures than this are looked at: a sender has two while a secret is rotated. */
const mostSignatures = 32;

/** An id that is remembered has an end. */
const longestId = 256;

/** The text that is signed, before the body: `{webhook-id}.{webhook-timestamp}.` (Standard Webhooks; realtime-api 10). */
export const signedPrefix = ({ id, timestamp }: Pick<Seal, 'id' | 'timestamp'>): string =>
  `${id}.${timestamp}.`;

/**
 * Judges a delivery by its headers and the bytes of its body. `tolerance` is how far, in milliseconds, its time may be
 * from `now` (Unix milliseconds), to both sides; `signedBy` says whether one of the signatures over a text and a body
 * was made with the secret, in constant time.
 */
export const judgeDelivery = (
  headers: WebhookHeaders,
  body: Uint8Array,
  how: {
    readonly now: number;
    readonly tolerance: number;
    readonly signedBy: (prefix: string, body: Uint8Array, signatures: readonly string[]) => boolean;
  },
): Verdict => {
  const seal = sealOf(headers);
  if (seal === undefined) return { genuine: false, because: 'unsigned' };
  const age = how.now - seal.timestamp * 1000;
  if (age > how.tolerance) return { genuine: false, because: 'stale' };
  if (-age > how.tolerance) return { genuine: false, because: 'future' };
  return how.signedBy(signedPrefix(seal), body, seal.signatures)
    ? { genuine: true, id: seal.id }
    : { genuine: false, because: 'signature' };
};

const sealOf = (headers: WebhookHeaders): Seal | undefined => {
  const [id, timestamp, signature] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) =>
    Object.hasOwn(headers, name) ? headers[name] : undefined,
  );
  if (typeof id !== 'string' || typeof timestamp !== 'string' || typeof signature !== 'string')
    return undefined;
  if (id.length > longestId || !/^[\x21-\x7e]+$/.test(id) || !/^\d{1,12}$/.test(timestamp)) return undefined;
  // The bytes that were signed have the time as it was written.
  if (String(Number(timestamp)) !== timestamp) return undefined;
  return { id, timestamp: Number(timestamp), signatures: signaturesOf(signature) };
};

/** The signatures of a header, `v1,…` and parted by spaces, without the rest of one that never ends. */
const signaturesOf = (header: string): readonly string[] => {
  const found: string[] = [];
  for (let from = 0, looked = 0; from < header.length && looked < mostSignatures; looked += 1) {
    const space = header.indexOf(' ', from);
    const end = space === -1 ? header.length : space;
    if (header.startsWith('v1,', from)) found.push(header.slice(from + 3, end));
    from = end + 1;
  }
  return found;
};
