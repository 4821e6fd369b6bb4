import { isPrintable } from './ascii-bytes.ts';
import type { Block } from './block.ts';
import { digits } from './digits.ts';
import { Piece } from './piece.ts';
import type { Entry } from './ports.ts';
import { beforeNumber, frameHead, isPlainObject, type Stream } from './record.ts';
import type { Instant } from './signal.ts';
import { viewOf, viewOnText } from './view-of.ts';

/** More than what stands around a frame of ours: sixteen digits, a time, a call id, our words. */
const around = 512;

const opening = 0x7b;
const closing = 0x7d;
const newline = 0x0a;

/** Whether these bytes are an object without characters that need a closer look, as most are. */
const isPlain = (bytes: Uint8Array, from: number, to: number): boolean =>
  bytes[from] === opening && bytes[to - 1] === closing && isPrintable(viewOf(bytes), from, to);

/**
 * Gives what stands in front of a received frame in its record. Frames that were read together share their moment, and
 * all of it but their numbers.
 */
const heads = (stream: Stream): ((seq: number, at: Instant) => DataView) => {
  let last: Instant | undefined;
  // The numbers that have as many digits as the one there is room for.
  let [least, most] = [0, 0];
  let head = viewOnText('');
  return (seq, at) => {
    if (at === last && seq >= least && seq < most) digits(seq, head, beforeNumber.length);
    else {
      head = viewOnText(frameHead(seq, at, stream));
      most = 10 ** `${seq}`.length;
      least = most / 10;
      last = at;
    }
    return head;
  };
};

// A recorder and a screen beside it ask for the same record, one right after the other: it is copied from the first.
let lastEntry: Entry | undefined;
let lastStream: Stream | undefined;
let lastBytes = viewOnText('');
let [lastFrom, lastTo] = [0, 0];

const again = (into: Block): void => {
  into.room(lastTo - lastFrom);
  into.copy(lastBytes, lastFrom, lastTo);
};

/**
 * Writes records of a stream as bytes, each with its newline: those of received frames that need no other escaping are
 * copied from the bytes they came in. False for any other entry, of which nothing is written: `encodeEntry` says it.
 * What is written is, byte for byte, what `encodeEntry` says.
 */
export const recordBytes = (stream: Stream): ((entry: Entry, into: Block) => boolean) => {
  const headOf = heads(stream);
  return (entry, into) => {
    if (entry === lastEntry && stream === lastStream) {
      again(into);
      return true;
    }
    const { signal, event } = entry;
    if (signal.kind !== 'frame' || signal.bytes === undefined || signal.direction !== 'received')
      return false;
    if (signal.binary === true || entry.duplicate === true || event.kind === 'malformed') return false;
    // What was recognised by its bytes is known to be plain.
    const { bytes: source, from = 0, to = source.length } = signal;
    if (!(event instanceof Piece) && !isPlain(source, from, to) && !isPlainObject(signal.text)) return false;
    const head = headOf(entry.seq, signal.at);
    const bytes = into.room(around + head.byteLength + to - from);
    lastEntry = entry;
    lastStream = stream;
    lastBytes = bytes;
    lastFrom = into.end;
    into.copy(head, 0, head.byteLength);
    into.copy(viewOf(source), from, to);
    bytes.setUint8(into.end, closing);
    bytes.setUint8(into.end + 1, newline);
    into.end += 2;
    lastTo = into.end;
    return true;
  };
};
