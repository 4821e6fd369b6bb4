import type { Block } from './block.ts';
import { Piece } from './piece.ts';
import { isPrintable } from './plain-bytes.ts';
import type { Entry } from './ports.ts';
import { frameHead, isPlainObject, type Stream } from './record.ts';
import type { Instant } from './signal.ts';
import { viewOf } from './view-of.ts';

/** More than what stands around a frame of ours: sixteen digits, a time, a call id, our words. */
const around = 512;

const encoder = new TextEncoder();
const viewOn = (text: string): DataView => {
  const bytes = encoder.encode(text);
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
};

const start = viewOn('{"v":1,"seq":');
const opening = 0x7b;
const closing = 0x7d;
const newline = 0x0a;
const zero = 0x30;

/** Whether these bytes are an object without characters that need a closer look, as most are. */
const isPlain = (bytes: Uint8Array, from: number, to: number): boolean =>
  bytes[from] === opening && bytes[to - 1] === closing && isPrintable(viewOf(bytes), from, to);

/**
 * Writes records of a stream as bytes, each with its newline: those of received frames that need no other escaping are
 * copied from the bytes they came in. False for any other entry, of which nothing is written: `encodeEntry` says it.
 * What is written is, byte for byte, what `encodeEntry` says.
 */
export const recordBytes = (stream: Stream): ((entry: Entry, into: Block) => boolean) => {
  // Frames that were read together share their moment, and all of what stands between number and frame.
  let at: Instant | undefined;
  let head = start;
  return (entry, into) => {
    const { signal, event } = entry;
    if (signal.kind !== 'frame' || signal.bytes === undefined || signal.direction !== 'received')
      return false;
    if (signal.binary === true || entry.duplicate === true || event.kind === 'malformed') return false;
    // What was recognised by its bytes is known to be plain.
    const { bytes: source, from = 0, to = source.length } = signal;
    if (!(event instanceof Piece) && !isPlain(source, from, to) && !isPlainObject(signal.text)) return false;
    if (signal.at !== at) {
      at = signal.at;
      head = viewOn(frameHead(at, stream));
    }
    const bytes = into.room(around + head.byteLength + to - from);
    into.copy(start, 0, start.byteLength);
    into.end = digits(entry.seq, bytes, into.end);
    into.copy(head, 0, head.byteLength);
    into.copy(viewOf(source), from, to);
    bytes[into.end] = closing;
    bytes[into.end + 1] = newline;
    into.end += 2;
    return true;
  };
};

/** Writes a number that is 0 or more, and gives the place behind it. */
const digits = (value: number, into: Uint8Array, from: number): number => {
  let size = 1;
  for (let rest = Math.floor(value / 10); rest > 0; rest = Math.floor(rest / 10)) size += 1;
  let rest = value;
  for (let at = from + size - 1; at >= from; at -= 1) {
    const tens = Math.floor(rest / 10);
    into[at] = zero + rest - tens * 10;
    rest = tens;
  }
  return from + size;
};
