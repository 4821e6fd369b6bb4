import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** What a fault proxy does to bytes on their way. All can be changed while connections are open. */
export type Faults = {
  /** Milliseconds each chunk is held back. */
  latency?: number;
  /** Bytes per write: 1 makes every byte arrive alone. */
  slice?: number;
  /** Which direction vanishes without a trace: as when a cable is pulled. */
  swallow?: 'to-client' | 'to-server' | 'both' | 'none';
  /** Cuts the connection (with `how`) after this many bytes to the client. */
  cutAfter?: number;
  /** `reset` sends RST, `end` a FIN. */
  how?: 'reset' | 'end';
};

export type FaultProxy = {
  readonly port: number;
  readonly connections: number;
  readonly faults: Faults;
  /** Cuts every open connection. */
  cut(how: 'reset' | 'end'): void;
  readonly close: () => Promise<void>;
};

/** A TCP proxy on loopback between a client and a server on `port`, with faults on demand. */
export const faultProxy = async (port: number, faults: Faults = {}): Promise<FaultProxy> => {
  const pairs: { client: Socket; server: Socket }[] = [];
  const stop = (socket: Socket, how: 'reset' | 'end'): void => {
    if (how === 'reset') socket.resetAndDestroy();
    else socket.end();
  };
  const listener = createServer((client) => {
    const server = connect(port, '127.0.0.1');
    pairs.push({ client, server });
    let sent = 0;
    const pass = (from: Socket, to: Socket, direction: 'to-client' | 'to-server'): void => {
      from.on('error', () => to.destroy());
      from.on('close', () => to.destroy());
      from.on('end', () => to.end());
      let queue: Promise<void> = Promise.resolve();
      from.on('data', (chunk: Buffer) => {
        queue = queue.then(async () => {
          if ((faults.latency ?? 0) > 0) await new Promise((resolve) => setTimeout(resolve, faults.latency));
          if (faults.swallow === direction || faults.swallow === 'both' || to.destroyed) return;
          const step = faults.slice ?? chunk.length;
          for (let at = 0; at < chunk.length && !to.destroyed; at += step) {
            let piece = chunk.subarray(at, at + step);
            const left =
              direction === 'to-client' && faults.cutAfter !== undefined
                ? faults.cutAfter - sent
                : piece.length;
            piece = piece.subarray(0, Math.max(0, left));
            if (direction === 'to-client') sent += piece.length;
            if (piece.length > 0) await new Promise((resolve) => to.write(piece, resolve));
            if (direction === 'to-client' && faults.cutAfter !== undefined && sent >= faults.cutAfter) {
              stop(to, faults.how ?? 'reset');
              server.destroy();
              return;
            }
          }
        });
      });
    };
    pass(client, server, 'to-server');
    pass(server, client, 'to-client');
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  return {
    port: (listener.address() as AddressInfo).port,
    get connections() {
      return pairs.length;
    },
    faults,
    cut(how) {
      for (const { client, server } of pairs) {
        stop(client, how);
        server.destroy();
      }
    },
    close: () =>
      new Promise((resolve) => {
        for (const { client, server } of pairs) {
          client.destroy();
          server.destroy();
        }
        listener.close(() => resolve());
      }),
  };
};
