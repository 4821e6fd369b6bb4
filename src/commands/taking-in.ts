import { readIncoming, type Incoming } from '../core/incoming.ts';
import type { Clock } from '../core/ports.ts';
import { seenIds } from '../core/seen-ids.ts';
import { judgeDelivery } from '../core/webhook.ts';
import type { Delivered } from '../io/webhook-door.ts';
import type { WebhookSecret } from '../io/webhook-secret.ts';
import { statusOf, type Refusal } from './refusals.ts';

/** A believed webhook that was not here before. */
export type Taken = {
  readonly webhookId: string;
  readonly incoming: Incoming;
  /** Its body to the letter. */
  readonly body: Uint8Array;
};

/** What deliveries are judged by, and who hears of them. */
export type TakingIn = {
  readonly secret: WebhookSecret;
  readonly clock: Clock;
  /** How far the time of a delivery may be from ours, in milliseconds. */
  readonly tolerance: number;
  /** Whether there is room for one more. */
  readonly room: () => boolean;
  readonly refused: (why: Refusal) => void;
  readonly taken: (taken: Taken) => void;
};

/** How long an id is remembered at least, in milliseconds. */
const remembered = 600_000;

/** Takes each delivery in at most once, and each call; says the status that a delivery is answered with. */
export const takingIn = ({
  secret,
  clock,
  tolerance,
  room,
  refused,
  taken,
}: TakingIn): ((delivered: Delivered) => number) => {
  const keep = Math.max(remembered, 2 * tolerance);
  const [ids, calls] = [seenIds({ keep }), seenIds({ keep })];
  const refuse = (why: Refusal): number => {
    refused(why);
    return statusOf[why] ?? 400;
  };
  return ({ headers, body }) => {
    const { wall, mono } = clock.now();
    const verdict = judgeDelivery(headers, body, {
      now: wall,
      tolerance,
      signedBy: (...signed) => secret.signedBy(...signed),
    });
    if (!verdict.genuine) return refuse(verdict.because);
    // Nothing is remembered of what there is no room for: it has to be new when it comes again.
    const seen = room() ? ids(verdict.id, mono) : 'full';
    if (seen === 'full') return refuse('busy');
    const incoming = readIncoming(new TextDecoder().decode(body));
    if (seen === 'again' || (incoming.tells === 'call' && calls(incoming.callId, mono) === 'again'))
      return refuse('again');
    taken({ webhookId: verdict.id, incoming, body });
    return 200;
  };
};
