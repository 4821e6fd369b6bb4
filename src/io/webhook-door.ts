import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SidebandError } from '../core/error.ts';

/** A delivery that came in whole. */
export type Delivered = { readonly headers: IncomingHttpHeaders; readonly body: Uint8Array };

/** Why a request was turned away before anybody looked at what it holds. */
export type TurnedAway = 'method' | 'path' | 'too-large' | 'too-slow' | 'headers';

/** Where webhooks are taken in. */
export type DoorSettings = {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly path: string;
  /** Looks at a delivery and says the status it is answered with; what takes longer is done later. */
  readonly take: (delivered: Delivered) => number;
  readonly turnedAway: (why: TurnedAway) => void;
  /** How long the body of a request may take, in milliseconds (10 s). */
  readonly bodyWithin?: number;
};

/** A door that is open. */
export type Door = { readonly url: string; close(): Promise<void> };

/** The largest body that is read, in bytes: what is larger is no webhook of a call. */
const largestBody = 256 * 1024;

/** The most that requests may have in headers, in bytes, and how many connections there are at once. */
const largestHeaders = 16 * 1024;
const mostConnections = 64;

const statuses: ReadonlyMap<string | undefined, string> = new Map([
  ['HPE_HEADER_OVERFLOW', '431 Request Header Fields Too Large'],
  ['ERR_HTTP_REQUEST_TIMEOUT', '408 Request Timeout'],
]);

/**
 * Opens a port for webhooks. What a request costs is bounded: its headers, its body, its time, and how many there are at
 * once. Rejects with a SidebandError (network) when the port cannot be had.
 */
export const webhookDoor = async (settings: DoorSettings): Promise<Door> => {
  const { host, port, path, take, turnedAway, bodyWithin = 10_000 } = settings;
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const end = (status: number, headers: Record<string, string> = {}): void => {
      if (!response.headersSent) response.writeHead(status, { 'content-length': '0', ...headers }).end();
    };
    const away = (why: TurnedAway, status: number, headers: Record<string, string> = {}): void => {
      if (response.headersSent) return;
      turnedAway(why);
      end(status, { connection: 'close', ...headers });
      // What is still on its way is not kept, and not waited for.
      request.removeAllListeners('data').resume();
      setTimeout(() => request.socket.destroy(), 500).unref();
    };
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    if ((request.url ?? '').split('?')[0] !== path) return away('path', 404);
    if (request.method !== 'POST') return away('method', 405, { allow: 'POST' });
    if (Number(request.headers['content-length'] ?? 0) > largestBody) return away('too-large', 413);

    const chunks: Buffer[] = [];
    let size = 0;
    const slow = setTimeout(() => away('too-slow', 408), bodyWithin);
    request.on('close', () => clearTimeout(slow));
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= largestBody) chunks.push(chunk);
      else {
        chunks.length = 0;
        away('too-large', 413);
      }
    });
    request.on('end', () => {
      clearTimeout(slow);
      if (!response.headersSent) end(take({ headers: request.headers, body: Buffer.concat(chunks) }));
    });
  };

  const server = createServer(
    {
      maxHeaderSize: largestHeaders,
      headersTimeout: bodyWithin,
      requestTimeout: 0,
      keepAliveTimeout: 5000,
      connectionsCheckingInterval: 1000,
    },
    answer,
  );
  server.maxConnections = mostConnections;
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    turnedAway('headers');
    socket.end(
      `HTTP/1.1 ${statuses.get(error.code) ?? '400 Bad Request'}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`,
    );
    setTimeout(() => socket.destroy(), 500).unref();
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why =
        cause.code === 'EADDRINUSE'
          ? 'the port is in use'
          : cause.code === 'EACCES'
            ? 'the port needs more rights'
            : 'the address cannot be had';
      reject(
        new SidebandError('network', `cannot listen: ${why}`, { cause, hint: '--port 0 takes a free one' }),
      );
    });
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}${path}`,
    async close() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
        // A delivery that is being taken is answered; what dawdles is not waited for.
        setTimeout(() => server.closeAllConnections(), 500).unref();
      });
    },
  };
};
