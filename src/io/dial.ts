import type { IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';
import { errorCode } from '../core/error-code.ts';
import { deadlineFailure, dialFailure, type Hop, type Stage } from '../core/dial-failure.ts';
import { SidebandError } from '../core/error.ts';
import { aborted } from '../core/first-attach.ts';
import type { Clock } from '../core/ports.ts';
import type { Proxy } from './proxy.ts';
import { openSocket } from './route.ts';

/** One handshake to come. */
export type Dial = {
  /** `wss://…`, or `ws://` on this machine. */
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly proxy: Proxy | undefined;
  readonly ca: string | undefined;
  readonly maxFrameBytes: number;
  readonly deadlineMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Told how far it is. */
  readonly at?: ((stage: Stage, hop: Hop) => void) | undefined;
  /** Called before anything can arrive: what the server sends right behind its 101 must find a listener. */
  readonly prepare: (ws: WebSocket) => void;
  /** The failure that an HTTP answer other than 101 means. */
  readonly refused: (answer: IncomingMessage, body: string) => SidebandError;
};

/** The most that is read of an answer that is not 101, in bytes. */
const bodyLimit = 64 * 1024;

/** Opens a WebSocket within one deadline over name, proxy, TLS and upgrade. Rejects with a SidebandError. */
export const dial = async (given: Dial): Promise<WebSocket> => {
  const { url, clock, signal } = given;
  const { WebSocket } = await import('ws');
  const secure = url.protocol === 'wss:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = Number(url.port || (secure ? 443 : 80));
  let where: { stage: Stage; hop: Hop } = { stage: 'connect', hop: { who: 'api', host, port } };
  const giveUp = new AbortController();
  const done = new AbortController();
  let refuse: (() => void) | undefined;

  const route = {
    host,
    port,
    secure,
    proxy: given.proxy,
    ca: given.ca,
    signal: giveUp.signal,
    at: (stage: Stage, hop: Hop) => {
      where = { stage, hop };
      given.at?.(stage, hop);
    },
  };
  const options = {
    headers: given.headers,
    perMessageDeflate: false,
    followRedirects: false,
    skipUTF8Validation: false,
    maxPayload: given.maxFrameBytes,
    // How long ws waits for the other side to end the connection, after a close of ours or a violation of theirs.
    closeTimeout: 1000,
    createConnection: (_: unknown, created: (error: unknown, socket?: unknown) => void): undefined => {
      openSocket(route).then((socket) => created(null, socket), created);
      return undefined;
    },
  };
  // ws hands its createConnection to http.request, which takes a callback; its types know only the shape of net's.
  const ws = new WebSocket(url, options as unknown as ConstructorParameters<typeof WebSocket>[1]);
  given.prepare(ws);

  return new Promise((resolve, reject) => {
    const settle = (): void => {
      done.abort();
      signal.removeEventListener('abort', leave);
    };
    const fail = (error: SidebandError): void => {
      if (done.signal.aborted) return;
      settle();
      giveUp.abort();
      ws.terminate();
      reject(error);
    };
    const leave = (): void => fail(aborted());
    ws.once('open', () => {
      if (done.signal.aborted) return;
      settle();
      resolve(ws);
    });
    // For life: an error without a listener would end the process.
    ws.on('error', (error) =>
      fail(error instanceof SidebandError ? error : dialFailure(errorCode(error), where.hop)),
    );
    ws.once('unexpected-response', (_, answer) => {
      const { soFar, whole } = readBody(answer);
      refuse = () => {
        if (!done.signal.aborted) fail(given.refused(answer, soFar()));
      };
      void whole.then(refuse);
    });
    void clock.sleep(given.deadlineMs, done.signal).then(() => {
      // An answer whose body does not end was still an answer.
      if (refuse !== undefined) refuse();
      else fail(deadlineFailure(where.stage, where.hop, given.deadlineMs));
    });
    signal.addEventListener('abort', leave, { once: true });
    if (signal.aborted) leave();
  });
};

const readBody = (
  answer: IncomingMessage,
): { readonly soFar: () => string; readonly whole: Promise<void> } => {
  const chunks: Buffer[] = [];
  let size = 0;
  const whole = new Promise<void>((resolve) => {
    answer.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= bodyLimit) resolve();
    });
    answer
      .on('end', () => resolve())
      .on('close', () => resolve())
      .on('error', () => resolve());
  });
  return { soFar: () => Buffer.concat(chunks).toString('utf8', 0, bodyLimit), whole };
};
