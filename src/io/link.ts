import type { Socket } from 'node:net';
import type { RawData, WebSocket } from 'ws';
import { errorCode } from '../core/error-code.ts';
import { channel } from '../core/channel.ts';
import { closeMeaning } from '../core/close-codes.ts';
import { SidebandError } from '../core/error.ts';
import type { Clock, Link } from '../core/ports.ts';
import { detached } from '../core/redial-end.ts';
import { serverSaid } from '../core/server-said.ts';
import type { Instant, LinkChange, Signal } from '../core/signal.ts';
import { pulse } from './pulse.ts';
import { ReceivedFrame } from './received.ts';
import { takeWholeFrames } from './whole-frames.ts';

/** Signals waiting for the reader above which the socket is not read any more. */
const high = 1024;

/** An `error` event longer than this is not looked at when the socket closes. */
const longestError = 64 * 1024;

/** What a link needs to know beside its socket. */
export type LinkSettings = {
  readonly clock: Clock;
  readonly pingMs: number;
  readonly maxFrameBytes: number;
  /** Takes the key out of text of the server. */
  readonly hide: (text: string) => string;
};

/**
 * A Link over a socket that is still connecting; `opened` is called when it is open, with the dial's duration. Every
 * frame becomes a signal, stamped once, here. A reader that falls behind stops the socket; nothing is dropped.
 */
export const socketLink = (
  ws: WebSocket,
  settings: LinkSettings,
): { readonly link: Link; opened(took: number, signal: AbortSignal): void } => {
  const { clock, pingMs, maxFrameBytes, hide } = settings;
  let leaving = false;
  let over = false;
  let failure: string | undefined;
  let last: ReceivedFrame | undefined;
  let lastFrame = 0;
  let saidBinary = false;
  let socket: Socket | undefined;
  const ended = new AbortController();

  const out = channel<Signal>({
    high,
    full: () => ws.pause(),
    ready: () => ws.resume(),
    closed: () => void link.close(),
  });
  const tell = (change: LinkChange, at = clock.now()): void => out.push({ at, kind: 'link', change });

  // The frames of one read came together, and are told apart by their number.
  let read: Instant | undefined;
  const moment = (): Instant => {
    if (read === undefined) {
      read = clock.now();
      queueMicrotask(() => {
        read = undefined;
      });
    }
    return read;
  };

  ws.on('upgrade', (answer) => {
    ({ socket } = answer);
  });
  ws.on('error', (error) => {
    failure ??= errorCode(error);
  });
  const received = (bytes: Buffer, from = 0, to = bytes.length, ascii = false): void => {
    const at = moment();
    lastFrame = at.mono;
    last = new ReceivedFrame(at, bytes, from, to, ascii);
    out.push(last);
  };
  ws.on('open', () => {
    if (socket !== undefined) takeWholeFrames(ws, socket, maxFrameBytes, received);
  });
  ws.on('message', (data: RawData, binary: boolean) => {
    if (!binary) return received(bufferOf(data));
    const at = moment();
    lastFrame = at.mono;
    last = undefined;
    out.push({ at, kind: 'frame', direction: 'received', ...asBinary(data, at) });
  });
  ws.on('close', (code, reason) => {
    if (over) return;
    over = true;
    ended.abort();
    const text = hide(reason.toString());
    const answer = last !== undefined && last.to - last.from < longestError ? last.text : '';
    const said = answer.includes('"error"') ? serverSaid(answer).code : undefined;
    const closing = { code, text, failure, said, limit: maxFrameBytes, silence: 2 * pingMs };
    tell(leaving ? { ...detached, code: 1000 } : closeMeaning(closing));
    out.end();
  });

  const asBinary = (data: RawData, at: Instant): { text: string; binary: true } => {
    if (!saidBinary) {
      saidBinary = true;
      tell({ to: 'notice', code: 'binary', message: 'binary frames arrive; they are kept as base64' }, at);
    }
    return { text: bufferOf(data).toString('base64'), binary: true };
  };

  const link: Link = {
    signals: out,
    async send(event, by) {
      if (ws.readyState !== 1 || leaving) {
        throw new SidebandError('network', 'the connection is not open', { reason: 'not-sent' });
      }
      const text = JSON.stringify(event);
      out.push({
        at: clock.now(),
        kind: 'frame',
        direction: 'sent',
        text,
        ...(by === undefined ? {} : { by }),
      });
      // An error here comes after bytes may have left. What became of them, the stream tells: never that nothing did.
      await new Promise<void>((resolve) => ws.send(text, () => resolve()));
    },
    async close() {
      if (over) return;
      // A socket that the server is closing already says itself why.
      leaving ||= ws.readyState === 1;
      ws.resume();
      ws.close(1000);
      await new Promise<void>((resolve) => {
        ended.signal.addEventListener('abort', () => resolve(), { once: true });
        if (over) resolve();
      });
    },
  };

  const patient = {
    bytes: () => socket?.bytesRead ?? 0,
    lastFrame: () => lastFrame,
    paused: () => ws.isPaused,
    ping: () => ws.ping(),
    dead: () => {
      failure = 'no-pong';
      ws.terminate();
    },
    quiet: (ms: number) => {
      const seconds = Math.round(ms / 1000);
      tell({ to: 'notice', code: 'quiet', message: `quiet for ${seconds} s; the connection is alive` });
    },
  };

  return {
    link,
    opened(took, signal) {
      const at = clock.now();
      lastFrame = at.mono;
      tell({ to: 'open', epoch: 1, took: Math.round(took * 10) / 10 }, at);
      const leave = (): void => void link.close();
      signal.addEventListener('abort', leave, { once: true });
      ended.signal.addEventListener('abort', () => signal.removeEventListener('abort', leave), {
        once: true,
      });
      void pulse(patient, pingMs, clock, ended.signal);
    },
  };
};

const bufferOf = (data: RawData): Buffer =>
  Array.isArray(data) ? Buffer.concat(data) : data instanceof ArrayBuffer ? Buffer.from(data) : data;
