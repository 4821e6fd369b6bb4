import type { CallId } from '../core/ids.ts';
import type { ToolSeen } from '../core/visit.ts';
import type { Session } from '../core/session.ts';
import { knownCall } from './calls-here.ts';
import type { Context } from './context.ts';

/** Function calls that other commands on this machine saw open, of which the session that is attached was told nothing. */
export const earlierTools =
  (callId: CallId, context: Context) =>
  ({ toolCalls }: Session): readonly ToolSeen[] => {
    const told = new Set<string>(toolCalls.keys());
    return (knownCall(callId, context)?.tools ?? []).filter(({ id }) => !told.has(id));
  };
