// A sideband endpoint that is never the bottleneck: frames are made and framed beforehand, a connection costs copies.
// Speaks to whoever asks for /v1/realtime?call_id=rtc_n<events>_<any>: sends that many events as fast as they are read,
// closes; a call that was served is over: 404. Prints its port, and exits when its stdin ends.
import { createHash } from 'node:crypto';
import { createServer } from 'node:net';
import { events } from './traffic.js';

const most = Number(process.argv[2]);

/** An unmasked text frame. */
const frame = (text) => {
  const payload = Buffer.from(text);
  const head = Buffer.alloc(payload.length < 126 ? 2 : 4);
  head[0] = 0x81;
  head[1] = Math.min(payload.length, 126);
  if (payload.length > 125) head.writeUInt16BE(payload.length, 2);
  return [head, payload];
};

const parts = [];
const ends = new Uint32Array(most + 1);
let length = 0;
let made = 0;
for (const text of events(most)) {
  const [head, payload] = frame(text);
  parts.push(head, payload);
  length += head.length + payload.length;
  ends[(made += 1)] = length;
}
const traffic = Buffer.concat(parts, length);
parts.length = 0;

const closing = Buffer.from([0x88, 2, 0x03, 0xe8]);
const block = 256 * 1024;
const served = new Set();

const notFound = () => {
  const error = { type: 'invalid_request_error', code: 'call_id_not_found', param: '' };
  const body = JSON.stringify({ error: { message: 'No session found for the provided call_id', ...error } });
  return `HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`;
};

const accepted = (key) => {
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  return `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`;
};

/** Where a block that starts at a frame may end: at the last frame that still fits. */
const blockEnd = (from, until) => {
  if (until - from <= block) return until;
  let low = 0;
  let high = most;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (ends[middle] <= from + block) low = middle;
    else high = middle - 1;
  }
  return ends[low];
};

const play = (socket, count) => {
  const until = ends[Math.min(count, most)];
  let at = 0;
  const more = () => {
    while (at < until) {
      const end = blockEnd(at, until);
      const room = socket.write(traffic.subarray(at, end));
      at = end;
      if (!room) return;
    }
    socket.off('drain', more);
    socket.write(closing);
  };
  socket.on('drain', more);
  more();
};

/** Answers pings and closes; whatever else a client sends is nobody's. */
const listen = (socket) => {
  let held = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    held = Buffer.concat([held, chunk]);
    while (held.length >= 6) {
      const size = held[1] & 0x7f;
      if (size > 125) socket.destroy();
      if (size > 125 || held.length < 6 + size) break;
      const payload = held.subarray(6, 6 + size).map((byte, index) => byte ^ held[2 + (index % 4)]);
      const code = held[0] & 0x0f;
      held = held.subarray(6 + size);
      if (code === 9) socket.write(Buffer.concat([Buffer.from([0x8a, size]), payload]));
      if (code === 8) socket.end();
    }
  });
};

const server = createServer((socket) => {
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  let request = '';
  const onData = (chunk) => {
    request += chunk.toString('latin1');
    if (!request.includes('\r\n\r\n')) return;
    socket.off('data', onData);
    const call = /^GET \/v1\/realtime\?call_id=(rtc_n(\d+)_\w+) /.exec(request);
    const key = /^sec-websocket-key: *(\S+)/im.exec(request);
    if (call === null || key === null || served.has(call[1])) {
      socket.end(notFound());
      return;
    }
    served.add(call[1]);
    socket.write(accepted(key[1]));
    listen(socket);
    play(socket, Number(call[2]));
  };
  socket.on('data', onData);
});

server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`));
process.stdin.resume().on('end', () => process.exit(0));
