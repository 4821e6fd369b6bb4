import type { Block } from './block.ts';
import { Piece } from './piece.ts';
import { isPrintable } from './plain-bytes.ts';
import type { Entry } from './ports.ts';
import { beforeNumber, frameHead, isPlainObject, type Stream } from './record.ts';
import type { Instant } from './signal.ts';
import { viewOf, viewOnText } from './view-of.ts';

/** More than what stands around a frame of ours: sixteen digits, a time, a call id, our words. */
const around = 512;

const opening = 0x7b;
const closing = 0x7d;
const newline = 0x0a;
const zero = 0x30;

/** Whether these bytes are an object without characters that need a closer look, as most are. */
const isPlain = (bytes: Uint8Array, from: number, to: number): boolean =>
  bytes[from] === opening && bytes[to - 1] === closing && isPrintable(viewOf(bytes), from, to);

/**
 * Gives what stands in front of a received frame in its record. Frames that were read together share their moment, and
 * all of it but their numbers, of which one replaces the last.
 */
const heads = (stream: Stream): ((seq: number, at: Instant) => DataView) => {
  let last: Instant | undefined;
  let number = 0;
  /** The least number that needs more digits. */
  let most = 0;
  let place = 0;
  let head = viewOnText('');
  return (seq, at) => {
    if (at !== last || seq < number || seq >= most) {
      head = viewOnText(frameHead(seq, at, stream));
      const digits = `${seq}`.length;
      most = 10 ** digits;
      place = beforeNumber.length + digits - 1;
      last = at;
    } else count(number, seq, head, place);
    number = seq;
    return head;
  };
};

/** Makes one number another of as many digits, the last of which stands at this place. */
const count = (from: number, to: number, head: DataView, place: number): void => {
  let was = from;
  let is = to;
  let at = place;
  while (was !== is) {
    const tens = Math.floor(is / 10);
    head.setUint8(at, zero + (is - 10 * tens));
    was = Math.floor(was / 10);
    is = tens;
    at -= 1;
  }
};

// A recorder and a screen beside it ask for the same record, one right after the other: it is copied from the first.
let lastEntry: Entry | undefined;
let lastStream: Stream | undefined;
let lastBytes: Uint8Array = new Uint8Array(0);
let lastView = viewOnText('');
let [lastFrom, lastTo] = [0, 0];

const again = (into: Block): void => {
  into.room(lastTo - lastFrom);
  into.copy(lastView, lastFrom, lastTo);
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
    if (bytes !== lastBytes) {
      lastBytes = bytes;
      lastView = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    }
    lastEntry = entry;
    lastStream = stream;
    lastFrom = into.end;
    into.copy(head, 0, head.byteLength);
    into.copy(viewOf(source), from, to);
    bytes[into.end] = closing;
    bytes[into.end + 1] = newline;
    into.end += 2;
    lastTo = into.end;
    return true;
  };
};
