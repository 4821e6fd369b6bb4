import { kindOf } from '../core/session-kind.ts';
import { connected, unsupported } from './create-call.ts';
import type { Handler } from './desk.ts';
import { badKey } from './refusal.ts';
import { failed } from './reply.ts';

/**
 * POST /realtime/translations/calls: a bare SDP offer with the client secret of a translation session (the form of the
 * guide). That it is answered like a call, with an id that can be attached to, is a guess.
 */
export const createTranslation: Handler = async ({ key, contentType, body }, desk) => {
  if (!contentType.startsWith('application/sdp')) return unsupported(contentType);
  const session = desk.board.secret(key ?? '')?.session;
  if (session === undefined || kindOf(session) !== 'translation') return failed(401, badKey);
  return connected(body.toString('utf8'), session, desk);
};
