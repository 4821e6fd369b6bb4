import { readCallArgument } from './call-argument.ts';
import { callerOf } from './caller.ts';
import { SidebandError } from './error.ts';
import type { CallId } from './ids.ts';
import { objectIn, text, type Raw } from './raw.ts';

/** What a believed webhook tells of: a call that rings, something else, or nothing that can be read. */
export type Incoming =
  | {
      readonly tells: 'call';
      readonly callId: CallId;
      /** Who calls (untrusted). */
      readonly caller: string | undefined;
      readonly event: Raw;
    }
  /** `type` is untrusted. */
  | { readonly tells: 'other'; readonly type: string }
  | { readonly tells: 'nothing' };

/** Reads the body of a webhook. Never throws. */
export const readIncoming = (body: string): Incoming => {
  const event = objectIn(body);
  if (event === undefined) return { tells: 'nothing' };
  const type = text(event, 'type');
  if (type !== 'realtime.call.incoming')
    return type === undefined ? { tells: 'nothing' } : { tells: 'other', type };
  try {
    return { tells: 'call', callId: readCallArgument(body), caller: callerOf(body), event };
  } catch (error) {
    if (!(error instanceof SidebandError)) throw error;
    return { tells: 'nothing' };
  }
};
