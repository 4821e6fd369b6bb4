import { SidebandError } from './error.ts';
import { asCallId, type CallId } from './ids.ts';
import { child, isRaw, text as field } from './raw.ts';
import { hideKeys, looksLikeKey } from './secret-shapes.ts';

/**
 * The call that an argument names: an id, a `Location` header or its value, a URL with the id in its path or in
 * `?call_id=`, or the JSON of a `realtime.call.incoming` webhook. Anything else is a SidebandError of kind `usage`,
 * before anything is dialled. The id is opaque: `[A-Za-z0-9][A-Za-z0-9_-]{0,127}`.
 */
export const readCallArgument = (argument: string): CallId => {
  const given = argument.trim().replace(/^location:\s*/i, '');
  // A key has the shape of an id, and would travel in a URL and be shown as one.
  if (looksLikeKey(given)) {
    throw new SidebandError('usage', 'this looks like a key, not like a call id', {
      hint: 'pass the id of the call (rtc_…); the key belongs in OPENAI_API_KEY',
    });
  }
  const id = given.startsWith('{') ? inWebhook(given) : /[/?]/.test(given) ? inUrl(given) : given;
  const callId = id === undefined ? undefined : asCallId(id);
  if (callId === undefined) {
    throw new SidebandError('usage', 'not a call id', {
      said: hideKeys(given.slice(0, 80)),
      hint: /\.(?:nd)?jsonl?$/.test(given)
        ? 'this takes a live call; a recording is shown by rt-sideband replay, and measured by stats'
        : 'pass rtc_…, the Location header of the call, its URL, or the JSON of a realtime.call.incoming webhook',
    });
  }
  return callId;
};

const inUrl = (given: string): string | undefined => {
  // Read the text before the URL parser makes `..` and `%2e` disappear.
  if (/\.\.|%|\\|\s|#/.test(given)) return undefined;
  let url: URL;
  try {
    url = new URL(given, 'https://call.invalid');
  } catch {
    return undefined;
  }
  if (!/^(https?|wss?):$/.test(url.protocol)) return undefined;
  const queried = url.searchParams.getAll('call_id');
  if (queried.length > 0) return queried.length === 1 ? queried[0] : undefined;
  return /\/realtime\/calls\/([^/]+)(?:\/(?:accept|reject|refer|hangup))?\/?$/.exec(url.pathname)?.[1];
};

const inWebhook = (given: string): string | undefined => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(given);
  } catch {
    throw new SidebandError('usage', 'this is neither a call id nor the JSON of a webhook');
  }
  const event = isRaw(parsed) ? parsed : undefined;
  const type = field(event, 'type');
  if (type !== 'realtime.call.incoming') {
    throw new SidebandError('usage', 'this JSON is not a realtime.call.incoming webhook', {
      said: type?.slice(0, 80),
      hint: 'only Realtime calls have a sideband that can be attached by call id',
    });
  }
  return field(child(event, 'data'), 'call_id');
};
