import type { Block } from './block.ts';
import { Piece } from './piece.ts';
import type { Entry } from './ports.ts';
import { frameHead, isPlainObject, type Stream } from './record.ts';
import type { Instant } from './signal.ts';

/** More than what stands around a frame of ours: sixteen digits, a time, a call id, our words. */
const around = 512;

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));

const start = ascii('{"v":1,"seq":');
const closing = 0x7d;
const newline = 0x0a;
const zero = 0x30;

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
    if (!(event instanceof Piece) && !isPlainObject(signal.text)) return false;
    if (signal.at !== at) {
      at = signal.at;
      head = ascii(frameHead(at, stream));
    }
    const frame = signal.bytes;
    const bytes = into.room(around + head.length + frame.length);
    let end = into.end;
    // A few bytes are copied faster by hand.
    for (let index = 0; index < start.length; index += 1, end += 1) bytes[end] = start[index] ?? 0;
    end = digits(entry.seq, bytes, end);
    bytes.set(head, end);
    end += head.length;
    bytes.set(frame, end);
    end += frame.length;
    bytes[end] = closing;
    bytes[end + 1] = newline;
    into.end = end + 2;
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
