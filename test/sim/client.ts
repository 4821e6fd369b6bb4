import { WebSocket } from 'ws';
import { isRaw, type Raw } from '../../src/core/raw.ts';
import type { SimulatorOptions } from '../../src/sim/simulator-options.ts';
import { startSimulator, type Simulator } from '../../src/sim/simulator.ts';

/** A plain client of the simulator, for tests: keeps every frame, and waits for events. */
export type Client = {
  readonly frames: string[];
  readonly events: Raw[];
  readonly socket: WebSocket;
  readonly pings: () => number;
  types(): string[];
  send(event: unknown): void;
  sendText(text: string | Buffer): void;
  /** The first event, from number `from` on, of this type (and for which `so` holds). */
  until(type: string, so?: (event: Raw) => boolean, from?: number): Promise<Raw>;
  readonly closed: Promise<{ code: number; reason: string }>;
  close(): void;
};

const open: (Simulator | WebSocket)[] = [];

/** Starts a simulator that `closeAll` ends. Fast, seeded and without WebRTC unless told otherwise. */
export const simulator = async (options: SimulatorOptions = {}): Promise<Simulator> => {
  const sim = await startSimulator({ seed: 7, speed: 20, media: 'none', ...options });
  open.push(sim);
  return sim;
};

/** Ends everything that a test started. */
export const closeAll = async (): Promise<void> => {
  for (const one of open.splice(0)) {
    if (one instanceof WebSocket) one.terminate();
    else await one.close();
  }
};

const socketUrl = (sim: Simulator, query: string): string =>
  `${sim.baseUrl.replace(/^http/, 'ws')}/realtime${query}`;

/** Opens a socket on the simulator; rejects with the HTTP status when it is refused. */
export const connect = (
  sim: Simulator,
  query = `?call_id=${sim.calls[0] ?? ''}`,
  more: { key?: string; headers?: Record<string, string>; protocols?: string[]; ca?: string } = {},
): Promise<Client> => {
  const authorization = more.key === '' ? {} : { authorization: `Bearer ${more.key ?? sim.apiKey}` };
  const headers = more.protocols === undefined ? { ...authorization, ...more.headers } : more.headers;
  const socket = new WebSocket(socketUrl(sim, query), more.protocols ?? [], {
    ...(headers === undefined ? {} : { headers }),
    ...(more.ca === undefined ? {} : { ca: more.ca }),
  });
  open.push(socket);
  const frames: string[] = [];
  const events: Raw[] = [];
  const waiting = new Set<() => void>();
  let pings = 0;
  socket.on('ping', () => {
    pings += 1;
  });
  socket.on('message', (data: Buffer, binary) => {
    frames.push(binary ? data.toString('base64') : data.toString('utf8'));
    let event: unknown;
    try {
      event = binary ? { type: 'binary' } : JSON.parse(data.toString('utf8'));
    } catch {
      event = { type: 'garbage' };
    }
    if (isRaw(event)) events.push(event);
    for (const look of waiting) look();
  });
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.on('close', (code, reason) => resolve({ code, reason: reason.toString('utf8') }));
  });
  const client: Client = {
    frames,
    events,
    socket,
    pings: () => pings,
    types: () => events.map((event) => String(event['type'])),
    send: (event) => socket.send(JSON.stringify(event)),
    sendText: (text) => socket.send(text),
    until: (type, so = () => true, from = 0) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = events.slice(from).find((event) => event['type'] === type && so(event));
          if (found === undefined) return;
          waiting.delete(look);
          clearTimeout(timer);
          resolve(found);
        };
        const timer = setTimeout(() => {
          waiting.delete(look);
          reject(new Error(`no ${type} after: ${client.types().slice(-12).join(', ')}`));
        }, 10_000);
        waiting.add(look);
        look();
      }),
    closed,
    close: () => socket.close(1000),
  };
  return new Promise((resolve, reject) => {
    socket.on('open', () => resolve(client));
    socket.on('unexpected-response', (_request, response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => {
        body += chunk.toString('utf8');
      });
      response.on('end', () => {
        socket.terminate();
        reject(
          Object.assign(new Error(`HTTP ${response.statusCode}`), { status: response.statusCode, body }),
        );
      });
    });
    socket.on('error', reject);
  });
};

/** The error object of an `error` event. */
export const errorOf = (event: Raw): Raw => (isRaw(event['error']) ? event['error'] : {});

/** A REST request with the simulator's key. */
export const request = async (
  sim: Simulator,
  method: string,
  path: string,
  body?: unknown,
  more: { key?: string; headers?: Record<string, string> } = {},
): Promise<{ status: number; headers: Headers; text: string; json: Raw }> => {
  const plain = body instanceof FormData || typeof body === 'string' || body === undefined;
  const response = await fetch(`${sim.baseUrl}${path}`, {
    method,
    headers: {
      ...(more.key === '' ? {} : { authorization: `Bearer ${more.key ?? sim.apiKey}` }),
      ...(plain ? {} : { 'content-type': 'application/json' }),
      ...more.headers,
    },
    ...(body === undefined
      ? {}
      : { body: body instanceof FormData || typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = {};
  }
  return { status: response.status, headers: response.headers, text, json: isRaw(json) ? json : {} };
};
