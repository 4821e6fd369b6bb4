import type { CallRequest } from '../core/call-request.ts';
import type { Raw } from '../core/raw.ts';
import { hideKeys } from '../core/secret-shapes.ts';
import { checkedBaseUrl, defaultDeadline, plainHeaders, type ApiSettings } from './api-settings.ts';
import { multipart } from './multipart.ts';
import { post, type RestAnswer } from './post.ts';

/** How to call the REST side of the API. */
export type RestSettings = ApiSettings & {
  /** Aborts what is under way. */
  readonly signal?: AbortSignal | undefined;
};

/**
 * The REST calls around a live call. Each is sent once: none of them is safe to repeat unseen. Anything but a 2xx
 * rejects with a classified SidebandError; where the answer never came and the call may have changed, its kind is
 * `unknown` and its reason `unanswered`.
 */
export type RestClient = {
  createClientSecret(body: Raw): Promise<RestAnswer>;
  createTranslationSecret(body: Raw): Promise<RestAnswer>;
  /** Places a WebRTC call: `text` of the answer is the SDP, `headers.location` names the call. */
  createCall(sdp: string, session?: Raw): Promise<RestAnswer>;
  /** The models the key may use: reads, and changes nothing. */
  models(): Promise<RestAnswer>;
  /** Accepts, rejects, refers or hangs up. */
  change(request: CallRequest): Promise<RestAnswer>;
};

/** The headers of a request that changes a call, but the key. */
export const changeHeaders = (
  settings: Parameters<typeof plainHeaders>[0],
  request: CallRequest,
): Record<string, string> => ({
  ...plainHeaders(settings),
  ...(request.body === undefined ? {} : { 'Content-Type': 'application/json' }),
});

/** A client of the REST side. Rejects at once for settings a key must not be used with. */
export const restClient = async (settings: RestSettings): Promise<RestClient> => {
  const baseUrl = checkedBaseUrl(settings);
  const { key, clock, env, ca, signal, deadlineMs = defaultDeadline } = settings;
  const common = {
    clock,
    env,
    ca,
    signal,
    deadlineMs,
    watch: settings.watch,
    key: String(key),
    hide: (text: string) => hideKeys(key.hide(text)),
  };
  const send = (
    path: string,
    about: 'call' | 'api',
    headers: Readonly<Record<string, string>>,
    body: string | undefined,
    method?: 'GET',
  ): Promise<RestAnswer> => {
    const url = new URL(`${baseUrl}${path}`);
    const authorized = { ...headers, Authorization: `Bearer ${key.reveal()}` };
    return post(
      { url, about, headers: authorized, body, ...(method === undefined ? {} : { method }) },
      common,
    );
  };
  const plain = plainHeaders(settings);
  const create = (path: string, type: string, body: string): Promise<RestAnswer> =>
    send(`/realtime${path}`, 'api', { ...plain, 'Content-Type': type }, body);
  const json = (path: string, body: Raw): Promise<RestAnswer> =>
    create(path, 'application/json', JSON.stringify(body));

  return {
    createClientSecret: (body) => json('/client_secrets', body),
    createTranslationSecret: (body) => json('/translations/client_secrets', body),
    createCall(sdp, session) {
      const { type, body } = multipart([
        { name: 'sdp', type: 'application/sdp', text: sdp },
        ...(session === undefined
          ? []
          : [{ name: 'session', type: 'application/json', text: JSON.stringify(session) }]),
      ]);
      return create('/calls', type, body);
    },
    models: () => send('/models', 'api', plain, undefined, 'GET'),
    change: (request) => send(request.path, 'call', changeHeaders(settings, request), request.body),
  };
};
