import type { Raw } from '../core/raw.ts';
import type { Bell } from './bell.ts';
import type { Call } from './call.ts';
import { incomingCall } from './incoming-call.ts';
import type { Scenario } from './scenario.ts';
import type { Switchboard } from './switchboard.ts';

/** A call that rang: what was told of it, and how the first try went (no status: nobody answered). */
export type Rung = {
  readonly call_id: string;
  readonly webhook: Raw;
  readonly webhook_id: string;
  readonly status: number | null;
};

/** Has a SIP call ring at a URL: a new one of this scenario, unless one that is pending is given. */
export const rings = async (
  { board, bell }: { readonly board: Switchboard; readonly bell: Bell },
  asked: {
    readonly url: string;
    readonly scenario: Scenario;
    readonly call?: Call | undefined;
    readonly from?: string | undefined;
    readonly to?: string | undefined;
  },
): Promise<Rung> => {
  bell.check(asked.url);
  const call = asked.call ?? board.place({ ...asked.scenario, transport: 'sip' }, { pending: true });
  const patience = call.switches.number('ring_for_s');
  if (patience !== undefined) {
    board.timeline.after(patience * 1000, () => {
      if (call.state() === 'pending') call.end('caller');
    });
  }
  const webhook = incomingCall(call.id, asked, board);
  const { webhookId, status } = await bell.deliver(webhook, asked.url, call.switches);
  return { call_id: call.id, webhook, webhook_id: webhookId, status: status ?? null };
};
