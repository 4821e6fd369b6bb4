import type { Raw } from '../core/raw.ts';
import { json, modelOf, type Desk, type Handler, type Request } from './desk.ts';
import { missing, refusal, unknownParameter } from './refusal.ts';
import { failed, type Reply } from './reply.ts';
import { sessionShape } from './session-shape.ts';
import type { Switchboard } from './switchboard.ts';

/** The reply to a body of a kind that is not taken. */
export const unsupported = (contentType: string): Reply =>
  failed(
    400,
    refusal('unsupported_content_type', `Unsupported content type: '${contentType.split(';')[0] ?? ''}'.`),
  );

type Offer = { readonly sdp: string; readonly session: Raw };

const offered = async (request: Request, board: Switchboard): Promise<Offer | Reply> => {
  if (request.contentType.startsWith('application/sdp')) {
    const session = board.secret(request.key ?? '')?.session ?? { type: 'realtime' };
    return { sdp: request.body.toString('utf8'), session };
  }
  if (!request.contentType.startsWith('multipart/form-data')) return unsupported(request.contentType);
  const headers = { 'content-type': request.contentType };
  const form = await new Response(new Uint8Array(request.body), { headers })
    .formData()
    .catch(() => undefined);
  if (form === undefined) return failed(400, refusal(null, 'The multipart body could not be parsed.'));
  const foreign = [...form.keys()].find((key) => key !== 'sdp' && key !== 'session');
  if (foreign !== undefined) return failed(400, unknownParameter(foreign));
  const read = async (name: string): Promise<string | undefined> => {
    const value = form.get(name);
    return value === null || typeof value === 'string' ? (value ?? undefined) : value.text();
  };
  const sdp = await read('sdp');
  if (sdp === undefined) return failed(400, missing('sdp'));
  const session = json(Buffer.from((await read('session')) ?? '{"type":"realtime"}', 'utf8'));
  if (session === undefined)
    return failed(400, refusal('invalid_json', "Invalid 'session': not a JSON object.", 'session'));
  const wrong = sessionShape(session, 'session') ?? modelOf(session);
  return wrong === undefined ? { sdp, session } : failed(400, wrong);
};

/** POST /realtime/calls: an SDP offer, with a session (API key) or bare (client secret). */
export const createCall: Handler = async (request, desk) => {
  const offer = await offered(request, desk.board);
  if ('status' in offer) return offer;
  return connected(offer.sdp, offer.session, desk);
};

/** Puts a call through to whoever made an SDP offer. */
export const connected = async (sdp: string, session: Raw, desk: Desk): Promise<Reply> => {
  const { board, media, created, called } = desk;
  const answer = sdp.startsWith('v=0') ? await media.answer(sdp) : undefined;
  if (answer === undefined)
    return failed(400, refusal('invalid_offer', 'Failed to parse the SDP offer.', 'sdp'));
  const { leg } = answer;
  const scenario = leg === undefined ? created : called;
  const call = board.place({ ...scenario, session: undefined, transport: 'webrtc' }, { session, leg });
  return { status: 201, headers: { location: `/v1/realtime/calls/${call.id}` }, body: answer.sdp };
};
