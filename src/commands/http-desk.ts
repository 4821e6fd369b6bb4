import { ask, type Asked } from '../core/asked.ts';
import type { CallRequest } from '../core/call-request.ts';
import type { CallId } from '../core/ids.ts';
import { look, lookFor, type Sight } from '../core/look.ts';
import type { Credentials } from '../io/credentials.ts';
import type { Context } from './context.ts';
import { connectingOnce, type ConnectionValues } from './dialling.ts';

/** What changes a call over HTTP, and looks at it by attaching for a moment. */
export type HttpDesk = {
  /** Sends a request once; it is never sent again. Never rejects. */
  readonly ask: (request: CallRequest) => Promise<Asked>;
  /** Looks until the call is (or is no longer) there, at most `within` ms and one dial longer. */
  readonly look: (wanted: 'there' | 'gone', within: number) => Promise<Sight>;
};

/** An HTTP desk for a call. */
export const httpDesk = (
  callId: CallId,
  credentials: Credentials,
  options: ConnectionValues,
  context: Context,
): HttpDesk => {
  const { clock, env, signal } = context;
  const once = connectingOnce(credentials, options, context);
  return {
    ask: (request) =>
      ask(async () => {
        const rest = await context.rest({ ...credentials, env, clock, signal, userAgent: context.tool });
        return rest.change(request);
      }),
    look: (wanted, within) =>
      lookFor(wanted, () => look(once, callId, clock, signal), { within, clock, signal }),
  };
};
