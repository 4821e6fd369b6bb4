import { exitOf, type ExitName } from '../core/error.ts';
import type { Incoming } from '../core/incoming.ts';
import { isoTime } from '../core/iso-time.ts';
import type { Raw } from '../core/raw.ts';
import { escapeJson, escapeText, safe } from '../core/safe.ts';
import type { Context } from './context.ts';
import type { Voice } from './voice.ts';

/** What `listen` says: a record each on stdout with `json`; else the calls on stdout, or above what `watched` shows of them. */
export const listenTelling = (json: boolean, watched: boolean, context: Context, speak: Voice) => {
  const record = (kind: string, fields: Raw): void => {
    const at = isoTime(context.clock.now().wall);
    context.stdout.write(`${escapeJson(JSON.stringify({ v: 1, kind, at, ...fields }))}\n`);
  };

  return {
    ready(url: string): void {
      speak.always(safe`listening on ${escapeText(url)}`);
      if (json) record('ready', { url });
    },
    taken(webhookId: string, incoming: Incoming): void {
      if (incoming.tells === 'nothing')
        return speak.always(safe`a webhook could not be read: nothing is done`);
      if (incoming.tells === 'other') {
        const type = escapeText(incoming.type, { max: 80 });
        return speak.status(safe`acknowledged a webhook of another kind: ${type}`);
      }
      const { callId, caller, event } = incoming;
      const from = caller === undefined ? safe`` : safe`  from ${escapeText(caller)}`;
      const named = safe`${escapeText(callId)}${from}`;
      if (json) record('incoming', { call_id: callId, caller, webhook_id: webhookId, event });
      else if (watched) speak.always(safe`rings: ${named}`);
      else context.stdout.write(`${named}\n`);
    },
    over(calls: number, refused: Readonly<Record<string, number>>, exit: ExitName): void {
      if (json) return record('end', { calls, refused, exit: exitOf(exit) });
      const away = Object.values(refused).reduce((sum, count) => sum + count, 0);
      const deliveries = away === 1 ? safe`1 delivery` : safe`${away} deliveries`;
      const besides = away === 0 ? safe`` : safe`; ${deliveries} refused`;
      speak.status(safe`${calls === 1 ? safe`1 call` : safe`${calls} calls`}${besides}`);
    },
  };
};
