import { errorCode } from '../core/error-code.ts';
import { deadlineFailure, dialFailure, type Hop, type Stage } from '../core/dial-failure.ts';
import { SidebandError } from '../core/error.ts';
import { httpFailure } from '../core/http-failure.ts';
import type { Clock } from '../core/ports.ts';
import { headOf, type DialWatch } from './dial-watch.ts';
import { originOf } from './origin.ts';
import { proxyFor } from './proxy.ts';
import { readRetryAfter } from './retry-after.ts';
import { openSocket } from './route.ts';

/** An answer with a 2xx status. `body` is its JSON, undefined when it is none. */
export type RestAnswer = {
  readonly status: number;
  readonly headers: { readonly requestId?: string; readonly location?: string };
  readonly text: string;
  readonly body: unknown;
};

/** One request, a POST unless it says otherwise. `about` a call, an answer that never came leaves the outcome unknown. */
export type Post = {
  readonly url: URL;
  readonly method?: 'GET' | 'POST';
  readonly about: 'call' | 'api';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
};

/** What every request of a client has in common. */
export type PostSettings = {
  readonly clock: Clock;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly ca: string | undefined;
  readonly deadlineMs: number;
  readonly signal: AbortSignal | undefined;
  /** How to name the key. */
  readonly key: string;
  readonly hide: (text: string) => string;
  readonly watch?: DialWatch | undefined;
};

/** The most that is read of an answer, in bytes. */
const bodyLimit = 2 ** 20;

/** Sends a request once, within one deadline over everything. Rejects with a SidebandError for anything but a 2xx. */
export const post = async (
  { url, method = 'POST', about, headers, body }: Post,
  settings: PostSettings,
): Promise<RestAnswer> => {
  // By its default export: the bundle knows no other names of a CommonJS package.
  const { Agent, request } = (await import('undici')).default;
  const { clock, deadlineMs, signal } = settings;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const secure = url.protocol === 'https:';
  const port = Number(url.port || (secure ? 443 : 80));
  let where: { stage: Stage; hop: Hop } = { stage: 'connect', hop: { who: 'api', host, port } };
  const giveUp = new AbortController();
  const done = new AbortController();
  let late = false;
  let refusal: SidebandError | undefined;
  const route = {
    host,
    port,
    secure,
    proxy: proxyFor(url.href, settings.env),
    ca: settings.ca,
    signal: giveUp.signal,
    at: (stage: Stage, hop: Hop) => {
      where = { stage, hop };
      settings.watch?.at(stage, hop);
    },
  };
  const agent = new Agent({
    maxResponseSize: bodyLimit,
    connect: (_, callback) => {
      openSocket(route).then(
        (socket) => callback(null, socket),
        (error: unknown) => callback(error instanceof Error ? error : new Error('no socket'), null),
      );
    },
  });
  const leave = (): void => giveUp.abort();
  signal?.addEventListener('abort', leave, { once: true });
  if (signal?.aborted === true) leave();
  void clock.sleep(deadlineMs, done.signal).then(() => {
    if (done.signal.aborted) return;
    late = true;
    giveUp.abort();
  });
  try {
    const answer = await request(url, {
      dispatcher: agent,
      method,
      headers,
      body: body ?? null,
      signal: giveUp.signal,
    });
    const { statusCode: status } = answer;
    const good = status >= 200 && status < 300;
    // A secret or a call that was made is in the body; of all else the status says what became.
    const text = await textOf(answer.body, good && about === 'api');
    settings.watch?.answered(headOf(status, answer.headers, text));
    const location = one(answer.headers['location']);
    const requestId = one(answer.headers['x-request-id']);
    if (good) {
      const selected = {
        ...(requestId === undefined ? {} : { requestId }),
        ...(location === undefined ? {} : { location }),
      };
      return { status, headers: selected, text, body: json(text) };
    }
    refusal = httpFailure({
      status,
      about,
      body: text,
      key: settings.key,
      hide: settings.hide,
      retryAfter: readRetryAfter(one(answer.headers['retry-after']), clock.now().wall),
      target: originOf(location),
    });
    throw refusal;
  } catch (error) {
    if (error === refusal) throw error;
    if (late) throw unanswered(deadlineFailure(where.stage, where.hop, deadlineMs), where.stage, about);
    if (signal?.aborted === true) throw unanswered(left(), where.stage, about);
    if (error instanceof SidebandError) throw error;
    throw unanswered(
      dialFailure(codes.get(errorCode(error) ?? '') ?? errorCode(error), where.hop, 'HTTP'),
      where.stage,
      about,
    );
  } finally {
    done.abort();
    signal?.removeEventListener('abort', leave);
    void agent.destroy();
  }
};

/** What came of a body as text; one that breaks off, does not end or is too long rejects where it has to be `whole`. */
const textOf = async (body: AsyncIterable<Uint8Array>, whole: boolean): Promise<string> => {
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of body) chunks.push(chunk);
  } catch (error) {
    if (whole) throw error;
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
};

/** The same failure, when the request was on its way already: then nobody knows whether it had its effect. */
const unanswered = (failure: SidebandError, stage: Stage, about: Post['about']): SidebandError =>
  stage !== 'answer' || about === 'api'
    ? failure
    : new SidebandError('unknown', `${failure.message}; whether the server did it is not known`, {
        hint: 'look at the call before asking again: this is never repeated by itself',
        reason: 'unanswered',
      });

const left = (): SidebandError =>
  new SidebandError('interrupt', 'left before the server answered', { reason: 'aborted' });

/** Codes of undici in the words of Node. */
const codes: ReadonlyMap<string, string> = new Map([
  ['UND_ERR_SOCKET', 'ECONNRESET'],
  ['UND_ERR_CONNECT_TIMEOUT', 'ETIMEDOUT'],
  ['UND_ERR_HEADERS_TIMEOUT', 'ETIMEDOUT'],
  ['UND_ERR_BODY_TIMEOUT', 'ETIMEDOUT'],
  ['UND_ERR_HEADERS_OVERFLOW', 'HPE_HEADER_OVERFLOW'],
  ['UND_ERR_RES_EXCEEDED_MAX_SIZE', 'HPE_BODY_OVERFLOW'],
]);

const one = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header[0] : header;

const json = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
