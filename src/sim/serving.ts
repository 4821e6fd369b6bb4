import { createRequire } from 'node:module';
import type * as Http from 'node:http';
import type * as Https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { isLoopback } from '../core/base-url.ts';
import { SidebandError } from '../core/error.ts';
import { loopbackCertificate } from './certificate.ts';

const inUrl = (host: string): string => (host.includes(':') ? `[${host}]` : host);

/** The address, where it is one of this machine alone. Throws a SidebandError (usage) for any other. */
export const loopback = (host: string): string => {
  if (isLoopback(inUrl(host))) return host;
  throw new SidebandError('usage', 'the simulator serves loopback addresses only', {
    hint: 'leave the host out, or use 127.0.0.1',
  });
};

/** Who answers what comes in. */
export type Served = {
  readonly request: (request: Http.IncomingMessage, response: Http.ServerResponse) => void;
  readonly upgrade: (
    server: WebSocketServer,
    request: Http.IncomingMessage,
    socket: Duplex,
    head: Buffer,
  ) => void;
};

/** A port that is served. */
export type Serving = {
  /** `http://127.0.0.1:1234`. */
  readonly origin: string;
  /** With `tls`: the certificate to trust, PEM. */
  readonly certificate: string | undefined;
  close(): Promise<void>;
};

/** Serves HTTP and WebSockets on a port; 0 takes a free one. Rejects with a SidebandError (network) when it cannot. */
export const serving = async (
  { host, port, tls }: { readonly host: string; readonly port: number; readonly tls: boolean },
  served: Served,
): Promise<Serving> => {
  const require = createRequire(import.meta.url);
  const http: typeof Http = require('node:http');
  const pair = tls ? loopbackCertificate(Date.now()) : undefined;
  const server =
    pair === undefined
      ? http.createServer(served.request)
      : (require('node:https') as typeof Https).createServer(
          { cert: pair.certificate, key: pair.key },
          served.request,
        );
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    autoPong: false,
    maxPayload: 64 * 1024 * 1024,
    handleProtocols: (asked) => (asked.has('realtime') ? 'realtime' : false),
  });
  const upgrades = new Set<Duplex>();
  server.on('upgrade', (request: Http.IncomingMessage, socket: Duplex, head: Buffer) => {
    upgrades.add(socket);
    socket.on('close', () => upgrades.delete(socket));
    served.upgrade(sockets, request, socket, head);
  });
  server.on('clientError', (_error, socket) => socket.destroy());

  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const reason = cause.code === 'EADDRINUSE' ? 'the port is in use' : 'the port cannot be opened';
      reject(
        new SidebandError('network', `the simulator cannot start: ${reason}`, { cause, hint: 'use port 0' }),
      );
    });
    server.listen(port, host, resolve);
  });
  const taken = (server.address() as AddressInfo).port;

  return {
    origin: `${pair === undefined ? 'http' : 'https'}://${inUrl(host)}:${taken}`,
    certificate: pair?.certificate,
    async close() {
      for (const client of sockets.clients) client.terminate();
      for (const socket of upgrades) socket.destroy();
      server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      sockets.close();
    },
  };
};
