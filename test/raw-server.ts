import { createHash } from 'node:crypto';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

/** A TCP server on loopback that writes what a test says, byte for byte. */
export type RawServer = {
  readonly port: number;
  /** Connections so far. */
  readonly connections: number;
  /** Everything received so far, over all connections. */
  readonly received: string;
  readonly sockets: readonly Socket[];
  readonly close: () => Promise<void>;
};

/** Calls `serve` for each connection once the head of a request is in (at once with `silent`). */
export const rawServer = async (
  serve: (socket: Socket, head: string, nth: number) => void,
  more: { silent?: true; tls?: { key: string; cert: string } } = {},
): Promise<RawServer> => {
  const sockets: Socket[] = [];
  let received = '';
  const accept = (socket: Socket): void => {
    sockets.push(socket);
    const nth = sockets.length;
    let head = '';
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      received += chunk.toString('latin1');
      const before = head.includes('\r\n\r\n');
      head += chunk.toString('latin1');
      if (!before && head.includes('\r\n\r\n') && more.silent !== true) serve(socket, head, nth);
    });
    if (more.silent === true) serve(socket, '', nth);
  };
  const server: Server = more.tls === undefined ? createServer(accept) : createTlsServer(more.tls, accept);
  server.on('tlsClientError', () => undefined);
  const raw: Socket[] = [];
  server.on('connection', (socket: Socket) => {
    raw.push(socket);
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return raw.length;
    },
    get received() {
      return received;
    },
    sockets,
    close: () =>
      new Promise((resolve) => {
        for (const socket of [...sockets, ...raw]) socket.destroy();
        server.close(() => resolve());
      }),
  };
};

/** The 101 that belongs to the head of an upgrade request. */
export const switching = (head: string, headers = ''): string => {
  const key = /sec-websocket-key: *(\S+)/i.exec(head)?.[1] ?? '';
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  return `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n${headers}\r\n`;
};

/** An unmasked frame as a server sends it. `first` is FIN, RSV and opcode: 0x81 is a whole text message. */
export const frame = (payload: string | Buffer, first = 0x81): Buffer => {
  const body = Buffer.from(payload);
  const wide = Buffer.alloc(body.length < 65_536 ? 2 : 8);
  wide.writeUIntBE(body.length, Math.max(0, wide.length - 6), Math.min(6, wide.length));
  const size =
    body.length < 126
      ? Buffer.from([body.length])
      : Buffer.concat([Buffer.from([wide.length === 2 ? 126 : 127]), wide]);
  return Buffer.concat([Buffer.from([first]), size, body]);
};

/** A close frame. */
export const closeFrame = (code: number, reason = ''): Buffer =>
  frame(Buffer.concat([Buffer.from([code >> 8, code & 255]), Buffer.from(reason)]), 0x88);

/** A JSON answer. */
export const answer = (status: number, body: unknown, headers = ''): string => {
  const text = body === undefined ? '' : JSON.stringify(body);
  return `HTTP/1.1 ${status} X\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\n${headers}\r\n${text}`;
};
