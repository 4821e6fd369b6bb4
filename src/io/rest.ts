import type { CallId } from '../core/ids.ts';
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
  accept(callId: CallId, session: Raw): Promise<RestAnswer>;
  reject(callId: CallId, body?: Raw): Promise<RestAnswer>;
  refer(callId: CallId, body: Raw): Promise<RestAnswer>;
  hangup(callId: CallId): Promise<RestAnswer>;
  /** The models the key may use: reads, and changes nothing. */
  models(): Promise<RestAnswer>;
};

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
  const send = (path: string, about: 'call' | 'api', type: string | undefined, body: string | undefined) =>
    post(
      {
        url: new URL(`${baseUrl}/realtime${path}`),
        about,
        headers: {
          ...plainHeaders(settings),
          ...(type === undefined ? {} : { 'Content-Type': type }),
          Authorization: `Bearer ${key.reveal()}`,
        },
        body,
      },
      common,
    );
  const json = (path: string, about: 'call' | 'api', body: Raw): Promise<RestAnswer> =>
    send(path, about, 'application/json', JSON.stringify(body));
  const to = (callId: CallId, verb: string): string => `/calls/${encodeURIComponent(callId)}/${verb}`;

  return {
    createClientSecret: (body) => json('/client_secrets', 'api', body),
    createTranslationSecret: (body) => json('/translations/client_secrets', 'api', body),
    createCall(sdp, session) {
      const { type, body } = multipart([
        { name: 'sdp', type: 'application/sdp', text: sdp },
        ...(session === undefined
          ? []
          : [{ name: 'session', type: 'application/json', text: JSON.stringify(session) }]),
      ]);
      return send('/calls', 'api', type, body);
    },
    accept: (callId, session) => json(to(callId, 'accept'), 'call', session),
    reject: (callId, body = {}) => json(to(callId, 'reject'), 'call', body),
    refer: (callId, body) => json(to(callId, 'refer'), 'call', body),
    hangup: (callId) => send(to(callId, 'hangup'), 'call', undefined, undefined),
    models: () =>
      post(
        {
          url: new URL(`${baseUrl}/models`),
          method: 'GET',
          about: 'api',
          headers: { ...plainHeaders(settings), Authorization: `Bearer ${key.reveal()}` },
          body: undefined,
        },
        common,
      ),
  };
};
