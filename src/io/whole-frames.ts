import { isUtf8 } from 'node:buffer';
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import { isAscii } from '../core/ascii-bytes.ts';
import { viewOf } from '../core/view-of.ts';

/**
 * Where what is read goes: text messages here, each where it stands in bytes that are not changed any more, and whether it
 * is ASCII; every other byte, in its place between them, there.
 */
export type Ways = {
  readonly message: (bytes: Buffer, from: number, to: number, ascii: boolean) => void;
  readonly rest: (bytes: Buffer) => void;
};

const text = 0x81;
const longestHeader = 10;

/** Frames that change nothing for those behind them, and are not masked: text, binary, ping, pong. */
const isUsual = (kind: number, second: number): boolean =>
  second < 128 && (kind === text || kind === 0x82 || kind === 0x89 || kind === 0x8a);

/** How many bytes the header of a frame (RFC 6455) has, by its second one. */
const headerSize = (second: number): number => (second < 126 ? 2 : second === 126 ? 4 : longestHeader);

/** How many bytes follow a header, which is all there. */
const contentSize = (bytes: Buffer, at: number, second: number): number => {
  if (second < 126) return second;
  return second === 126 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2));
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
    const { length } = bytes;
    let at = 0;
    while (at < length) {
      const second = bytes[at + 1] ?? 0;
      const kind = bytes[at] ?? 0;
      const from = at + headerSize(second);
      if (at + 2 <= length && !isUsual(kind, second)) break;
      if (at + 2 > length || from > length) {
        enough = Math.min(longestHeader, length - at + 1);
        return at;
      }
      const content = contentSize(bytes, at, second);
      const to = from + content;
      if (content > limit) break;
      if (to > length) {
        enough = to - at;
        return at;
      }
      if (kind !== text) rest(bytes.subarray(at, to));
      // Most messages are ASCII, which is seen here faster than the other question is asked.
      else if (isAscii(viewOf(bytes), from, to)) message(bytes, from, to, true);
      else if (isUtf8(bytes.subarray(from, to))) message(bytes, from, to, false);
      else break;
      at = to;
    }
    if (at === length) return at;
    usual = false;
    rest(bytes.subarray(at));
    return length;
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
  message: Ways['message'],
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
