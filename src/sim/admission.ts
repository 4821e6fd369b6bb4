import type { IncomingMessage } from 'node:http';
import { text } from '../core/raw.ts';
import { kindOf } from '../core/session-kind.ts';
import { isInterpreter, notAnInterpreter, notRealtime } from './agentless.ts';
import { brokenBy } from './broken.ts';
import type { Call } from './call.ts';
import { badKey, betaShape, noKey, noSuchCall, refusal, type Refusal } from './refusal.ts';
import { requestUrl } from './request-url.ts';
import { isRealtimeModel } from './session-config.ts';
import type { Switchboard } from './switchboard.ts';
import type { Switches } from './switches.ts';

/** How an attempt to open a socket is refused: by HTTP, or by a socket that says why and closes. */
export type No =
  | { readonly status: number; readonly error?: Refusal | undefined; readonly headers?: readonly string[] }
  | { readonly close: number; readonly error: Refusal };

/** What a socket that is let in is on. */
type Yes = { readonly call: Call; readonly kind: 'sideband' | 'model' };

const protocols = (request: IncomingMessage): readonly string[] =>
  (request.headers['sec-websocket-protocol'] ?? '').split(',').map((one) => one.trim());

const keyPrefix = 'openai-insecure-api-key.';

const keyOf = (request: IncomingMessage): string | undefined => {
  const bearer = /^Bearer\s+(.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  return (
    bearer ??
    protocols(request)
      .find((one) => one.startsWith(keyPrefix))
      ?.slice(keyPrefix.length)
  );
};

const unknownCall = (settings: Switches): No => {
  if (settings.choice('unknown_call_form') === '101')
    return { close: 4000, error: { ...noSuchCall, param: null } };
  return {
    status: 404,
    error: settings.choice('attach_404_body') === 'empty' ? undefined : noSuchCall,
  };
};

const attach = (id: string, board: Switchboard, kind: 'api' | 'secret'): Yes | No => {
  const call = board.find(id);
  if (call === undefined || call.transport === 'websocket' || call.state() !== 'live')
    return unknownCall(call?.switches ?? board.switches);
  const race = call.switches.number('attach_404_ms_after_accept') ?? (call.transport === 'sip' ? 300 : 0);
  if (call.age() < race) return unknownCall(call.switches);
  const interprets = kindOf(call.stage.config()) === 'translation';
  if (interprets && !call.switches.flag('translation_on_sideband')) return unknownCall(call.switches);
  if (kind === 'secret' && call.switches.choice('ek_on_sideband') === 'reject')
    return { status: 401, error: badKey };
  return { call, kind: 'sideband' };
};

/** A translation session has an endpoint of its own; who comes with a key of it need not name the model. */
const interpret = (query: URLSearchParams, board: Switchboard, key: string): Yes | No => {
  const bound = board.secret(key)?.session;
  const model = query.get('model') ?? text(bound, 'model');
  if (model === undefined) {
    const message =
      'You must provide a model parameter, for example wss://api.openai.com/v1/realtime/translations?model=gpt-realtime-translate';
    return { close: 4000, error: refusal('missing_model', message) };
  }
  if (!isInterpreter(model)) return { close: 4000, error: { ...notAnInterpreter(model), param: null } };
  return { call: board.open({ ...bound, type: 'translation', model }), kind: 'model' };
};

const start = (query: URLSearchParams, board: Switchboard, key: string): Yes | No => {
  const bound = board.secret(key)?.session;
  const model = query.get('model');
  if (query.get('intent') === 'transcription') {
    const session = kindOf(bound) === 'transcription' ? bound : {};
    return { call: board.open({ ...session, type: 'transcription' }), kind: 'model' };
  }
  if (model === null) {
    if (bound !== undefined && kindOf(bound) !== 'translation')
      return { call: board.open(bound), kind: 'model' };
    const message =
      'You must provide a model parameter, for example wss://api.openai.com/v1/realtime?model=gpt-realtime-1.5';
    return { close: 4000, error: refusal('missing_model', message) };
  }
  if (!isRealtimeModel(model)) return { close: 4000, error: { ...notRealtime(model), param: null } };
  return { call: board.open({ type: 'realtime', ...bound, model }), kind: 'model' };
};

/** The switches that hold for an attempt to open a socket: those of the call it is for. */
export const settingsFor = (request: IncomingMessage, board: Switchboard): Switches => {
  const id = requestUrl(request.url).searchParams.get('call_id');
  return (id === null ? undefined : board.find(id))?.switches ?? board.switches;
};

/** Lets one attempt to open a socket in, or says how it is refused. */
export const admit = (request: IncomingMessage, board: Switchboard): Yes | No => {
  const url = requestUrl(request.url);
  const path = url.pathname.replace(/\/$/, '');
  const interprets = path === '/v1/realtime/translations';
  if (path !== '/v1/realtime' && !interprets) {
    return { status: 404, error: refusal(null, `Invalid URL (GET ${path})`) };
  }
  const settings = settingsFor(request, board);
  const status = board.refusal('refuse_upgrades', settings);
  if (status !== undefined) {
    return {
      status,
      error: brokenBy(status),
      headers: status === 429 || status === 503 ? ['Retry-After: 1'] : [],
    };
  }
  if (settings.flag('redirect_upgrades')) {
    return { status: 307, headers: ['Location: http://127.0.0.1:9/v1/realtime'] };
  }
  const key = keyOf(request) ?? '';
  const kind = board.keyKind(key);
  if (kind === 'none' || kind === 'wrong') {
    const error = kind === 'none' ? noKey : badKey;
    return settings.flag('auth_101') ? { close: 3000, error } : { status: 401, error };
  }
  const beta =
    request.headers['openai-beta'] ?? protocols(request).find((one) => one.startsWith('openai-beta'));
  if (beta !== undefined) return { close: 4000, error: betaShape };
  if (interprets) return interpret(url.searchParams, board, key);
  const id = url.searchParams.get('call_id');
  return id === null ? start(url.searchParams, board, key) : attach(id, board, kind);
};
