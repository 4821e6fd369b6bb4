import { kindOf } from '../core/session-kind.ts';
import { connected } from './create-call.ts';
import type { Handler } from './desk.ts';
import { badKey, refusal } from './refusal.ts';
import { failed } from './reply.ts';

/**
 * POST /realtime/translations/calls: a bare SDP offer with the client secret of a translation session (the form of the
 * guide). That it is answered like a call, with an id that can be attached to, is a guess.
 */
export const createTranslation: Handler = async ({ key, contentType, body }, desk) => {
  if (!contentType.startsWith('application/sdp')) {
    const message = `Unsupported content type: '${contentType.split(';')[0] ?? ''}'.`;
    return failed(400, refusal('unsupported_content_type', message));
  }
  const session = desk.board.secret(key ?? '')?.session;
  if (session === undefined || kindOf(session) !== 'translation') return failed(401, badKey);
  const reply = await connected(body.toString('utf8'), session, desk);
  if (reply.status !== 201) return reply;
  const open = {
    'access-control-allow-origin': '*',
    'access-control-expose-headers': 'Location, X-Request-Id',
  };
  return { ...reply, headers: { ...reply.headers, ...open } };
};
