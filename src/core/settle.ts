import type { Outgoing } from './outgoing.ts';
import type { Entry } from './ports.ts';
import { child, text } from './raw.ts';

/**
 * What became of a command: four things, and the fourth is never shown as one of the others. `code` is the server's,
 * `said` its (untrusted) words.
 */
export type Outcome =
  | { readonly outcome: 'confirmed'; readonly entry: Entry }
  | { readonly outcome: 'refused'; readonly code?: string; readonly said: string }
  | { readonly outcome: 'not-sent'; readonly reason: string }
  | { readonly outcome: 'unknown'; readonly reason: string; readonly timeout?: true };

/**
 * What this entry says about a command, if anything. An `error` is ours only when it carries our `event_id`: never by
 * order of arrival, for another client may be acting on the same session. What that client did confirms nothing of ours.
 */
export const settle = (sent: Outgoing, entry: Entry): Outcome | undefined => {
  if (entry.whose?.ours !== false && sent.accepts(entry)) return { outcome: 'confirmed', entry };
  if (entry.event.kind === 'server' && entry.event.known.type === 'error') {
    const error = child(entry.event.raw, 'error');
    if (text(error, 'event_id') !== sent.id) return undefined;
    const code = text(error, 'code');
    return {
      outcome: 'refused',
      said: text(error, 'message') ?? '',
      ...(code === undefined ? {} : { code }),
    };
  }
  if (entry.event.kind === 'link' && entry.event.change.to === 'closed') {
    const { exit, message } = entry.event.change;
    const { counts, errors } = entry.session;
    // Nothing but an error ever came: whoever was not let in has done nothing.
    const letIn = counts.received > errors.length;
    if (!letIn && (exit === 'auth' || exit === 'refused' || exit === 'not-found')) {
      return { outcome: 'refused', said: message };
    }
    return { outcome: 'unknown', reason: 'the connection closed before the session answered' };
  }
  return undefined;
};
