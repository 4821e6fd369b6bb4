import { isUtf8 } from 'node:buffer';
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';

/** Where what is read goes: text messages here, every other byte, in its place between them, there. */
export type Ways = { readonly message: (text: Buffer) => void; readonly rest: (bytes: Buffer) => void };

const text = 0x81;
/** Frames that change nothing for those behind them: binary, ping, pong. */
const others: ReadonlySet<number> = new Set([0x82, 0x89, 0x8a]);
const longestHeader = 10;

/** A frame as its header (RFC 6455) has it; undefined while that is not all there. An unusual one has no end. */
const frameAt = (bytes: Buffer, at: number): { kind: number; start: number; size: number } | undefined => {
  const [kind, second] = [bytes[at], bytes[at + 1]];
  if (kind === undefined || second === undefined) return undefined;
  const masked = second > 127;
  if (masked || (kind !== text && !others.has(kind))) return { kind, start: at + 2, size: Infinity };
  if (second < 126) return { kind, start: at + 2, size: second };
  const start = second === 126 ? at + 4 : at + longestHeader;
  if (start > bytes.length) return undefined;
  const size = second === 126 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2));
  return { kind, start, size };
};

/**
 * Takes the text messages out of what a socket reads, as long as all is as usual: whole messages of at most `limit` bytes
 * of UTF-8, pings, pongs and binary messages. From the first thing on that is not, or a close, every byte goes the other
 * way: to somebody who sees a stream of whole frames until then, and judges.
 */
export const wholeFrames = (limit: number, { message, rest }: Ways): ((chunk: Buffer) => void) => {
  let usual = true;
  /** The beginning of a frame that was not read to its end, and how long it has to be before it is looked at again. */
  let held: Buffer[] = [];
  let size = 0;
  let enough = 0;

  /** Hands on the frames that are whole, and gives the place behind them. */
  const take = (bytes: Buffer): number => {
    let at = 0;
    while (usual) {
      const frame = frameAt(bytes, at);
      if (frame === undefined) {
        enough = Math.min(longestHeader, bytes.length - at + 1);
        break;
      }
      const { kind, start } = frame;
      const end = start + frame.size;
      usual = frame.size <= limit;
      if (usual && end > bytes.length) {
        enough = end - at;
        break;
      }
      const content = usual && kind === text ? bytes.subarray(start, end) : undefined;
      usual &&= content === undefined || isUtf8(content);
      if (!usual) break;
      if (content === undefined) rest(bytes.subarray(at, end));
      else message(content);
      at = end;
    }
    if (!usual && at < bytes.length) {
      rest(bytes.subarray(at));
      return bytes.length;
    }
    return at;
  };
  const hold = (bytes: Buffer): void => {
    if (bytes.length === 0) return;
    held.push(bytes);
    size += bytes.length;
  };

  return (chunk) => {
    let left = chunk;
    while (size > 0) {
      // Only the one frame is put together, not all that was read behind it.
      const more = left.subarray(0, enough - size);
      left = left.subarray(more.length);
      hold(more);
      if (size < enough) return;
      const bytes = Buffer.concat(held, size);
      held = [];
      size = 0;
      hold(bytes.subarray(take(bytes)));
    }
    if (usual) hold(left.subarray(take(left)));
    else if (left.length > 0) rest(left);
  };
};

/**
 * Has the socket of a WebSocket that was just opened read in this way: its text messages go to `message`, the rest to ws,
 * which takes several times as long for each of them. Leaves everything to ws where that does not listen as we know it.
 */
export const takeWholeFrames = (
  ws: WebSocket,
  socket: Socket,
  limit: number,
  message: (text: Buffer) => void,
): void => {
  const [theirs, ...more] = socket.listeners('data');
  if (theirs === undefined || more.length > 0) return;
  const read = wholeFrames(limit, {
    message,
    rest: (bytes) => {
      Reflect.apply(theirs, socket, [bytes]);
    },
  });
  const leave = (): void => {
    socket.removeListener('data', read);
  };
  socket.removeAllListeners('data');
  socket.on('data', read);
  // From an error on ws reads nothing more. What is left in a socket that closes, ws takes out itself.
  ws.once('error', leave);
  socket.prependListener('close', leave);
};
