import { child, isRaw, number as numberIn, own, text, type Raw } from '../core/raw.ts';
import type { Call } from './call.ts';
import {
  badKey,
  invalidValue,
  missing,
  noKey,
  noSuchCall,
  refusal,
  unknownParameter,
  type Refusal,
} from './refusal.ts';
import { failed, type Reply } from './reply.ts';
import type { Scenario } from './scenario.ts';
import { isRealtimeModel, merged, newConfig } from './session-config.ts';
import { sessionShape } from './session-shape.ts';
import { anything, number, object, oneOf, string } from './shape.ts';
import type { Switchboard } from './switchboard.ts';

/** A request to the REST part, with its body read. */
export type Request = {
  readonly method: string;
  /** The path under `/v1`. */
  readonly path: string;
  readonly key: string | undefined;
  readonly contentType: string;
  readonly body: Buffer;
};

/** The door for a media leg: answers an SDP offer for a call. Without one, the answer leads nowhere. */
export type Media = { answer(offer: string, call: Call): Promise<string> };

/** What the REST part works with. */
export type Desk = {
  readonly board: Switchboard;
  readonly media: Media;
  /** What callers do whose call was made over REST. */
  readonly created: Scenario;
};

type Handler = (request: Request, desk: Desk, id: string) => Reply | Promise<Reply>;

const json = (body: Buffer): Raw | undefined => {
  if (body.length === 0) return {};
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return isRaw(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

const notJson = failed(
  400,
  refusal(null, 'We could not parse the JSON body of your request. The API expects a JSON payload.'),
);

const modelOf = (session: Raw): Refusal | undefined => {
  const model = text(session, 'model');
  if (model === undefined || isRealtimeModel(model)) return undefined;
  return refusal('invalid_model', `Model "${model}" is not supported in realtime mode.`, 'session.model');
};

const expiry = object({ anchor: oneOf('created_at'), seconds: number(10, 7200) });

const secretShape = object({ expires_after: expiry, session: sessionShape });

const clientSecret: Handler = ({ body }, { board }) => {
  const asked = json(body);
  if (asked === undefined) return notJson;
  const session = child(asked, 'session') ?? { type: 'realtime' };
  const wrong = secretShape(asked, '') ?? modelOf(session);
  if (wrong !== undefined) return failed(400, wrong);
  const { value, expiresAt } = board.issue(
    session,
    numberIn(child(asked, 'expires_after'), 'seconds') ?? 600,
  );
  const who = {
    id: board.sessionId(),
    model: text(session, 'model') ?? 'gpt-realtime-2.1',
    expiresAt: 0,
    type: text(session, 'type') ?? 'realtime',
  };
  const defaults = { silence: board.switches.number('silence_default') };
  const effective = merged(newConfig(who, defaults), session, defaults);
  return { status: 200, body: { value, expires_at: expiresAt, session: effective } };
};

const translationShape = object(
  {
    expires_after: expiry,
    session: object({ model: string(), audio: anything }, ['model']),
  },
  ['session'],
);

const translationSecret: Handler = ({ body }, { board }) => {
  const asked = json(body);
  if (asked === undefined) return notJson;
  const wrong = translationShape(asked, '');
  if (wrong !== undefined) return failed(400, wrong);
  const session = child(asked, 'session') ?? {};
  const { value, expiresAt } = board.issue(
    session,
    numberIn(child(asked, 'expires_after'), 'seconds') ?? 600,
  );
  const audio = own(session, 'audio') ?? {
    input: { transcription: null, noise_reduction: null },
    output: { language: 'en' },
  };
  const started = {
    id: board.sessionId(),
    type: 'translation',
    expires_at: 0,
    model: text(session, 'model'),
    audio,
  };
  return { status: 200, body: { value, expires_at: expiresAt, session: started } };
};

type Offer = { readonly sdp: string; readonly session: Raw };

const offered = async (request: Request, board: Switchboard): Promise<Offer | Reply> => {
  if (request.contentType.startsWith('application/sdp')) {
    const session = board.secret(request.key ?? '')?.session ?? { type: 'realtime' };
    return { sdp: request.body.toString('utf8'), session };
  }
  if (!request.contentType.startsWith('multipart/form-data')) {
    const message = `Unsupported content type: '${request.contentType.split(';')[0] ?? ''}'.`;
    return failed(400, refusal('unsupported_content_type', message));
  }
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

const createCall: Handler = async (request, { board, media, created }) => {
  const offer = await offered(request, board);
  if ('status' in offer) return offer;
  if (!offer.sdp.startsWith('v=0')) {
    return failed(400, refusal('invalid_offer', 'Failed to parse the SDP offer.', 'sdp'));
  }
  const call = board.place(
    { ...created, session: undefined, transport: 'webrtc' },
    { session: offer.session },
  );
  return {
    status: 201,
    headers: {
      location: `/v1/realtime/calls/${call.id}`,
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'Location, X-Request-Id',
    },
    body: await media.answer(offer.sdp, call),
  };
};

const state = (call: Call | undefined): Refusal | undefined =>
  call === undefined || call.transport === 'websocket' || call.state() === 'ended' ? noSuchCall : undefined;

const sipOnly = failed(409, refusal(null, 'The call is not waiting for this: it is no incoming SIP call.'));

const sipTuning = ['threshold', 'prefix_padding_ms', 'silence_duration_ms'];

const accept: Handler = ({ body }, { board }, id) => {
  const call = board.find(id);
  const gone = state(call);
  if (gone !== undefined || call === undefined) return failed(404, gone ?? noSuchCall);
  if (call.state() !== 'pending') return sipOnly;
  const session = json(body);
  const vad = child(child(child(session, 'audio'), 'input'), 'turn_detection');
  const tuned = board.switches.flag('sip_vad_params_rejected')
    ? sipTuning.find((key) => own(vad, key) !== undefined)
    : undefined;
  const wrong =
    session === undefined
      ? refusal(null, 'We could not parse the JSON body of your request.')
      : (sessionShape(session, '') ??
        modelOf(session) ??
        (tuned === undefined ? undefined : unknownParameter(`audio.input.turn_detection.${tuned}`)));
  if (wrong !== undefined) {
    if (board.switches.choice('accept_bad_payload') === '400') return failed(400, wrong);
    call.end('rejected');
    return { status: 200 };
  }
  call.accept(session ?? {});
  board.accepted(call);
  return { status: 200 };
};

const reject: Handler = ({ body }, { board }, id) => {
  const call = board.find(id);
  const gone = state(call);
  if (gone !== undefined || call === undefined) return failed(404, gone ?? noSuchCall);
  if (call.state() !== 'pending') return sipOnly;
  const asked = json(body);
  if (asked === undefined) return notJson;
  const wrong = object({ status_code: number(300, 699) })(asked, '');
  if (wrong !== undefined) return failed(400, wrong);
  call.end('rejected');
  return { status: 200 };
};

const refer: Handler = ({ body }, { board }, id) => {
  const call = board.find(id);
  const gone = state(call);
  if (gone !== undefined || call === undefined) return failed(404, gone ?? noSuchCall);
  const asked = json(body);
  if (asked === undefined) return notJson;
  const wrong = object({ target_uri: string() }, ['target_uri'])(asked, '');
  if (wrong !== undefined) return failed(400, wrong);
  const target = text(asked, 'target_uri') ?? '';
  if (!/^(?:tel|sips?):/.test(target))
    return failed(400, invalidValue(target, ['tel:…', 'sip:…'], 'target_uri'));
  if (call.transport !== 'sip' || call.state() !== 'live') return sipOnly;
  const result = call.switches.choice('refer_result');
  if (result === '500') {
    const message = 'The server had an error while processing your request.';
    return failed(500, { type: 'server_error', code: 'server_error', message, param: null });
  }
  if (result === 'ok') board.timeline.after(500, () => call.end('hangup'));
  return { status: 200 };
};

const hangup: Handler = (_request, { board }, id) => {
  const call = board.find(id);
  const gone = state(call);
  if (gone !== undefined || call === undefined) return failed(404, gone ?? noSuchCall);
  call.end('hangup');
  return { status: 200 };
};

const models: Handler = () => ({
  status: 200,
  body: {
    object: 'list',
    data: ['gpt-realtime-2.1', 'gpt-realtime-2.1-mini', 'gpt-realtime-2', 'gpt-realtime'].map((id) => ({
      id,
      object: 'model',
      created: 1_767_225_600,
      owned_by: 'system',
    })),
  },
});

type Route = { readonly method: string; readonly handler: Handler; readonly secrets?: true };

const routes = new Map<string, Route>([
  ['/realtime/client_secrets', { method: 'POST', handler: clientSecret }],
  ['/realtime/translations/client_secrets', { method: 'POST', handler: translationSecret }],
  ['/realtime/calls', { method: 'POST', handler: createCall, secrets: true }],
  ['/realtime/calls/*/accept', { method: 'POST', handler: accept }],
  ['/realtime/calls/*/reject', { method: 'POST', handler: reject }],
  ['/realtime/calls/*/refer', { method: 'POST', handler: refer }],
  ['/realtime/calls/*/hangup', { method: 'POST', handler: hangup }],
  ['/models', { method: 'GET', handler: models }],
]);

/** Answers a REST request as the service would. */
export const rest = async (request: Request, desk: Desk): Promise<Reply> => {
  const { board } = desk;
  const broken = board.refusal('rest_status');
  if (broken !== undefined) return failed(broken, brokenBy(broken));
  const [, id = ''] = /^\/realtime\/calls\/([^/]+)\//.exec(request.path) ?? [];
  const route = routes.get(id === '' ? request.path : request.path.replace(`/${id}/`, '/*/'));
  if (route === undefined) {
    return failed(404, refusal(null, `Invalid URL (${request.method} /v1${request.path})`));
  }
  if (route.method !== request.method) {
    const message = `Not allowed to ${request.method} on /v1${request.path}. (HINT: Perhaps you meant to use a different HTTP method?)`;
    return failed(405, refusal('method_not_supported', message));
  }
  const kind = board.keyKind(request.key);
  if (kind === 'none') return failed(401, noKey);
  if (kind === 'wrong' || (kind === 'secret' && route.secrets !== true)) return failed(401, badKey);
  return route.handler(request, desk, decodeURIComponent(id));
};

/** The error that goes with a status nobody asked for. */
export const brokenBy = (status: number): Refusal => {
  if (status === 404) return noSuchCall;
  if (status === 401) return badKey;
  if (status === 429) {
    return {
      type: 'requests',
      code: 'rate_limit_exceeded',
      message: 'Rate limit reached. Please try again later.',
      param: null,
    };
  }
  if (status < 500) return refusal(null, 'The request was refused.');
  const message = 'The server had an error while processing your request. Sorry about that!';
  return { type: 'server_error', code: null, message, param: null };
};
