import type { IncomingMessage } from 'node:http';
import type { SidebandError } from '../core/error.ts';
import { httpFailure } from '../core/http-failure.ts';
import type { Connect } from '../core/ports.ts';
import { hideKeys } from '../core/secret-shapes.ts';
import { checkedBaseUrl, defaultDeadline, plainHeaders, type ApiSettings } from './api-settings.ts';
import { dial } from './dial.ts';
import { headOf } from './dial-watch.ts';
import { socketLink } from './link.ts';
import { originOf } from './origin.ts';
import { proxyFor } from './proxy.ts';
import { readRetryAfter } from './retry-after.ts';

/** How to open sidebands. */
export type ConnectorSettings = ApiSettings & {
  /** The largest frame that is accepted, in bytes (64 MiB). */
  readonly maxFrameBytes?: number | undefined;
  /** Milliseconds between our pings (10 s); twice that without a byte is a lost connection. */
  readonly pingMs?: number | undefined;
};

/**
 * Opens sidebands over WebSocket: one socket, no re-attaching, no subprotocol, no compression, no redirects. Rejects
 * with a classified SidebandError; throws at once for settings a key must not be used with.
 */
export const connector = (settings: ConnectorSettings): Connect => {
  const baseUrl = checkedBaseUrl(settings);
  const proxy = proxyFor(baseUrl, settings.env);
  const {
    clock,
    key,
    deadlineMs = defaultDeadline,
    maxFrameBytes = 64 * 2 ** 20,
    pingMs = 10_000,
  } = settings;
  const hide = (text: string): string => hideKeys(key.hide(text));

  return async (callId, signal) => {
    const url = new URL(`${baseUrl.replace(/^http/, 'ws')}/realtime`);
    url.searchParams.set('call_id', callId);
    const began = clock.now().mono;
    let made: ReturnType<typeof socketLink> | undefined;
    await dial({
      url,
      headers: { ...plainHeaders(settings), Authorization: `Bearer ${key.reveal()}` },
      proxy,
      ca: settings.ca,
      maxFrameBytes,
      deadlineMs,
      clock,
      signal,
      at: settings.watch?.at,
      prepare(ws) {
        if (settings.watch !== undefined) {
          ws.once('upgrade', ({ headers }) => settings.watch?.answered(headOf(101, headers)));
        }
        const link = socketLink(ws, { clock, pingMs, maxFrameBytes, hide });
        made = link;
        ws.once('open', () => link.opened(clock.now().mono - began, signal));
      },
      refused(answer, body) {
        settings.watch?.answered(headOf(answer.statusCode ?? 0, answer.headers, body));
        return refusal(answer, body, { key: String(key), hide, wall: clock.now().wall });
      },
    });
    if (made === undefined) throw new Error('no socket was prepared');
    return made.link;
  };
};

const refusal = (
  { statusCode = 0, headers }: IncomingMessage,
  body: string,
  { key, hide, wall }: { key: string; hide: (text: string) => string; wall: number },
): SidebandError =>
  httpFailure({
    status: statusCode,
    about: 'attach',
    body,
    key,
    hide,
    retryAfter: readRetryAfter(headers['retry-after'], wall),
    target: originOf(headers.location),
  });
