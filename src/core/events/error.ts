import { define } from '../definition.ts';
import { present } from '../present.ts';
import { child, text } from '../raw.ts';
import { changed } from '../session-copy.ts';

/** Errors kept; a client in a loop can cause any number. */
const most = 200;

/** Codes that announce the end of the session (realtime-api 9.2); any other error is survived. */
const fatalCodes: ReadonlySet<string> = new Set([
  'session_expired',
  'beta_api_shape_disabled',
  'invalid_api_key',
  'invalid_model',
  'missing_model',
  'insufficient_quota',
]);

/** Codes that only say that somebody else was quicker. */
const harmless: ReadonlySet<string> = new Set([
  'response_cancel_not_active',
  'conversation_already_has_active_response',
  'input_audio_buffer_commit_empty',
  'item_delete_invalid_item_id',
  'item_retrieve_invalid_item_id',
  'item_truncate_invalid_item_id',
  'item_already_truncated',
]);

/** The server refused something, or has trouble of its own. The session nearly always goes on. */
export const serverError = define('error', {
  read: (raw) => {
    const error = child(raw, 'error') ?? raw;
    return present({
      type: error === raw ? undefined : text(error, 'type'),
      code: text(error, 'code') || undefined,
      message: text(error, 'message') ?? '',
      param: text(error, 'param') || undefined,
      eventId: error === raw ? undefined : text(error, 'event_id'),
    });
  },
  apply: (session, { type, code, message, eventId }, { seq, at }) =>
    changed(session, {
      errors: [...session.errors.slice(1 - most), { seq, at, message, ...present({ type, code, eventId }) }],
      ...(code !== undefined && fatalCodes.has(code) ? { fatal: code } : {}),
    }),
  line: ({ type, code, message, param, eventId }) => ({
    tone: code !== undefined && harmless.has(code) ? 'warn' : 'bad',
    who: 'server',
    label: 'error',
    text: [code ?? type, message].filter((part) => part !== undefined && part !== '').join(': '),
    fields: { param, answers: eventId },
  }),
});
