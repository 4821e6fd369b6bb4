import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import type * as Tls from 'node:tls';
import { lookup } from 'node:dns/promises';
import { errorCode } from '../core/error-code.ts';
import { deadlineFailure, dialFailure, type Stage } from '../core/dial-failure.ts';
import { SidebandError } from '../core/error.ts';
import type { Clock } from '../core/ports.ts';
import type { Proxy } from './proxy.ts';
import { openSocket } from './route.ts';
import { stopwatch, type Stopwatch } from './stopwatch.ts';

// An ESM import of node:tls loads far more than is needed before it is.
const require = createRequire(import.meta.url);

/** What to try, and for how long. */
export type Reach = {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly proxy: Proxy | undefined;
  readonly deadlineMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
};

/** How far we came: the stage times, and either what the connection is or what kept us from it. */
export type Reached = {
  readonly times: ReturnType<Stopwatch['times']>;
  readonly ms: number;
} & (
  | {
      readonly address: string;
      readonly tls?: { readonly protocol: string; readonly issuer: string; readonly ends: number };
    }
  | { readonly stage: Stage; readonly failure: SidebandError }
);

/** The addresses of a name. Rejects with a SidebandError of kind `network`. */
export const addressesOf = async (
  host: string,
  { clock, deadlineMs, signal }: Pick<Reach, 'clock' | 'deadlineMs' | 'signal'>,
): Promise<readonly { readonly address: string; readonly family: number }[]> => {
  const hop = { who: 'api', host, port: 0 } as const;
  const done = new AbortController();
  const leave = (): void => done.abort();
  signal.addEventListener('abort', leave, { once: true });
  try {
    const late = clock.sleep(deadlineMs, done.signal).then(() => undefined);
    const found = await Promise.race([lookup(host, { all: true, verbatim: true }), late]);
    if (found !== undefined) return found;
    throw deadlineFailure('name', hop, deadlineMs);
  } catch (error) {
    throw error instanceof SidebandError ? error : dialFailure(errorCode(error), hop);
  } finally {
    signal.removeEventListener('abort', leave);
    done.abort();
  }
};

/** Opens a connection as a dial would, looks at it, and closes it; nothing is sent over it. Never rejects. */
export const reach = async (given: Reach): Promise<Reached> => {
  const { host, port, secure, proxy, deadlineMs, clock, signal } = given;
  const watch = stopwatch(clock);
  const began = clock.now().mono;
  const giveUp = new AbortController();
  const done = new AbortController();
  let stage: Stage = 'connect';
  let late = false;
  const leave = (): void => giveUp.abort();
  signal.addEventListener('abort', leave, { once: true });
  if (signal.aborted) leave();
  void clock.sleep(deadlineMs, done.signal).then(() => {
    if (done.signal.aborted) return;
    late = true;
    giveUp.abort();
  });
  const taken = (): Pick<Reached, 'times' | 'ms'> => {
    const { answer: _, ...times } = watch.times();
    return { times, ms: clock.now().mono - began };
  };
  try {
    const socket = await openSocket({
      host,
      port,
      secure,
      proxy,
      ca: undefined,
      signal: giveUp.signal,
      at: (next, hop) => {
        stage = next;
        watch.at(next, hop);
      },
    });
    const reached = {
      ...taken(),
      address: socket.remoteAddress ?? '',
      ...(secure ? { tls: secured(socket) } : {}),
    };
    socket.on('error', () => undefined).destroy();
    return reached;
  } catch (error) {
    const hop = watch.hop() ?? { who: 'api', host, port };
    const failure = late
      ? deadlineFailure(stage, hop, deadlineMs)
      : error instanceof SidebandError
        ? error
        : dialFailure(errorCode(error), hop);
    return { ...taken(), stage, failure };
  } finally {
    done.abort();
    signal.removeEventListener('abort', leave);
  }
};

const secured = (socket: Socket): { protocol: string; issuer: string; ends: number } => {
  const { TLSSocket }: typeof Tls = require('node:tls');
  if (!(socket instanceof TLSSocket)) return { protocol: 'none', issuer: 'nobody', ends: 0 };
  const { issuer, valid_to: end } = socket.getPeerCertificate();
  const name = [issuer?.O, issuer?.CN].find((part) => part !== undefined && part !== '');
  return {
    protocol: socket.getProtocol() ?? 'unknown',
    issuer: String(name ?? 'an authority without a name').slice(0, 80),
    ends: Date.parse(end),
  };
};

/** How many certificates a PEM file holds, or the code of what kept it from being read. */
export const certificatesIn = async (
  path: string,
): Promise<{ readonly count: number } | { readonly unreadable: string }> => {
  try {
    const text = await readFile(path, 'latin1');
    return { count: text.split('-----BEGIN CERTIFICATE-----').length - 1 };
  } catch (error) {
    return { unreadable: errorCode(error) ?? 'unreadable' };
  }
};
