import { kindOf } from '../core/session-kind.ts';
import type { Handler } from './desk.ts';
import { badKey, refusal } from './refusal.ts';
import { failed } from './reply.ts';

/**
 * POST /realtime/translations/calls: a bare SDP offer with the client secret of a translation session (the form of the
 * guide). That it is answered like a call, with an id that can be attached to, is a guess.
 */
export const createTranslation: Handler = async ({ key, contentType, body }, { board, media, created }) => {
  if (!contentType.startsWith('application/sdp')) {
    const message = `Unsupported content type: '${contentType.split(';')[0] ?? ''}'.`;
    return failed(400, refusal('unsupported_content_type', message));
  }
  const session = board.secret(key ?? '')?.session;
  if (session === undefined || kindOf(session) !== 'translation') return failed(401, badKey);
  const offer = body.toString('utf8');
  if (!offer.startsWith('v=0')) {
    return failed(400, refusal('invalid_offer', 'Failed to parse the SDP offer.', 'sdp'));
  }
  const call = board.place({ ...created, session: undefined, transport: 'webrtc' }, { session });
  return {
    status: 201,
    headers: {
      location: `/v1/realtime/calls/${call.id}`,
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'Location, X-Request-Id',
    },
    body: await media.answer(offer, call),
  };
};
