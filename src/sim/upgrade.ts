import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket, WebSocketServer } from 'ws';
import { admit, settingsFor, type No } from './admission.ts';
import { joinLine } from './line.ts';
import { failed } from './reply.ts';
import type { Switchboard } from './switchboard.ts';

const reasons = new Map([
  [307, 'Temporary Redirect'],
  [401, 'Unauthorized'],
  [403, 'Forbidden'],
  [404, 'Not Found'],
  [429, 'Too Many Requests'],
  [500, 'Internal Server Error'],
  [502, 'Bad Gateway'],
  [503, 'Service Unavailable'],
]);

const refuse = (socket: Duplex, no: Extract<No, { status: number }>, requestId: string): void => {
  const body = no.error === undefined ? '' : JSON.stringify(failed(no.status, no.error).body);
  const lines = [
    `HTTP/1.1 ${no.status} ${reasons.get(no.status) ?? 'Error'}`,
    'Connection: close',
    ...(body === '' ? [] : ['Content-Type: application/json']),
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${requestId}`,
    ...(no.headers ?? []),
  ];
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
};

const explain = (socket: WebSocket, no: Extract<No, { close: number }>, eventId: string): void => {
  socket.on('error', () => {});
  const error = { ...no.error, event_id: null };
  socket.send(JSON.stringify({ type: 'error', event_id: eventId, error }));
  socket.close(no.close, [no.error.type, ...(no.error.code === null ? [] : [no.error.code])].join('.'));
};

/** Takes or refuses one attempt to open a socket. */
export const upgrade = (
  board: Switchboard,
  server: WebSocketServer,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void => {
  const { timeline } = board;
  socket.on('error', () => {});
  const answer = (): void => {
    if (socket.destroyed) return;
    const decision = admit(request, board);
    if ('status' in decision) return refuse(socket, decision, board.requestId());
    server.handleUpgrade(request, socket, head, (open) => {
      if ('close' in decision) return explain(open, decision, `event_${board.requestId().slice(4, 25)}`);
      const { call, kind } = decision;
      timeline.enter(() => {
        joinLine(open, call, kind, timeline, () => {
          // The session of a plain socket ends with it; a call does not.
          if (kind === 'model') call.end('hangup');
        });
        board.joined(call);
      });
    });
  };
  timeline.enter(() => {
    const settings = settingsFor(request, board);
    if (board.hangs(settings)) return;
    const delay = settings.number('upgrade_delay_ms') ?? 0;
    if (delay === 0) answer();
    else timeline.after(delay, answer);
  });
};
