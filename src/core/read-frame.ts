import { parseIsoTime } from './iso-time.ts';
import { objectEnd } from './json-span.ts';
import type { ReadRecord } from './read-record.ts';
import type { FrameSignal, Instant } from './signal.ts';

/** Makes the signal of a frame that stands between two places of bytes. */
export type MakeFrame<Bytes extends Uint8Array> = (
  at: Instant,
  bytes: Bytes,
  from: number,
  to: number,
) => FrameSignal;

const encoder = new TextEncoder();
const start = encoder.encode('{"v":1,"seq":');
const ms = encoder.encode(',"ms":');
const time = encoder.encode(',"at":"');
const brace = 0x7b;
const closing = 0x7d;
const dot = 0x2e;
const zero = 0x30;

/** `2026-11-21T10:00:00.000Z`, and how much of it is the second. */
const timeSize = 24;
const secondSize = 20;

/** What stands between the time and the event of a record, which is the same in nearly all of a recording. */
const middle =
  /^\{"v":1,"seq":\d+,"ms":[\d.]+,"at":"[^"]{24}(","call_id":"[\w-]*","kind":"frame","dir":"in","event":)\{/;

const isAt = (bytes: Uint8Array, at: number, part: Uint8Array): boolean => {
  for (let index = 0; index < part.length; index += 1) if (bytes[at + index] !== part[index]) return false;
  return true;
};

/** Of so many digits and one behind the dot a tenth is what `Number` makes of them. */
const most = 14;

/** The place behind the digits that begin at `from`, at most fifteen of them. */
const digitsEnd = (bytes: Uint8Array, from: number): number => {
  let at = from;
  while (at < from + 15 && ((bytes[at] ?? 0) - zero) >>> 0 < 10) at += 1;
  return at;
};

const numberOf = (bytes: Uint8Array, from: number, to: number): number => {
  let value = 0;
  for (let at = from; at < to; at += 1) value = value * 10 + (bytes[at] ?? 0) - zero;
  return value;
};

const textOf = (bytes: Uint8Array, from: number, to: number): string =>
  String.fromCharCode(...bytes.subarray(from, to));

/** Reads records of received frames out of the bytes of a file; what is not exactly such a record is undefined. */
export type FrameReader<Bytes extends Uint8Array> = {
  read(bytes: Bytes, from: number, to: number): ReadRecord | undefined;
  /** Told of a line that could not be read so, to know the next ones by. */
  learn(line: string): void;
};

/**
 * A reader of the frame records of one recording as they stand in its bytes: what `decodeRecord` says of their text, in a
 * third of the time. `make` makes their signals.
 */
export const frameReader = <Bytes extends Uint8Array>(make: MakeFrame<Bytes>): FrameReader<Bytes> => {
  let rest: Uint8Array = new Uint8Array(0);
  let second: Uint8Array = new Uint8Array(0);
  let wallOfSecond = 0;
  let last: Instant = { wall: Number.NaN, mono: Number.NaN };

  /** The moment of a time that begins here; undefined where it is none. */
  const wallAt = (bytes: Uint8Array, at: number): number | undefined => {
    if (second.length === 0 || !isAt(bytes, at, second)) {
      const wall = parseIsoTime(textOf(bytes, at, at + timeSize));
      if (wall === undefined) return undefined;
      // A copy, which `slice` of a Buffer is not: the bytes may be overwritten.
      second = Uint8Array.from(bytes.subarray(at, at + secondSize));
      wallOfSecond = Math.floor(wall / 1000) * 1000;
      return wall;
    }
    const end = at + timeSize - 1;
    if (digitsEnd(bytes, at + secondSize) !== end || bytes[end] !== 0x5a) return undefined;
    return wallOfSecond + numberOf(bytes, at + secondSize, end);
  };

  return {
    read(bytes, from, to) {
      if (rest.length === 0 || !isAt(bytes, from, start)) return undefined;
      const seqFrom = from + start.length;
      const seqEnd = digitsEnd(bytes, seqFrom);
      const msFrom = seqEnd + ms.length;
      const msDot = digitsEnd(bytes, msFrom);
      const timeFrom = msDot + 2 + time.length;
      const eventFrom = timeFrom + timeSize + rest.length;
      if (eventFrom >= to || seqEnd === seqFrom || msDot === msFrom || msDot - msFrom > most)
        return undefined;
      if (!isAt(bytes, seqEnd, ms) || bytes[msDot] !== dot || digitsEnd(bytes, msDot + 1) !== msDot + 2)
        return undefined;
      if (!isAt(bytes, msDot + 2, time) || !isAt(bytes, timeFrom + timeSize, rest)) return undefined;
      if (bytes[eventFrom] !== brace || bytes[to - 1] !== closing) return undefined;
      if (objectEnd(bytes, eventFrom, to) !== to - 1) return undefined;
      const wall = wallAt(bytes, timeFrom);
      if (wall === undefined) return undefined;
      const mono = (numberOf(bytes, msFrom, msDot) * 10 + numberOf(bytes, msDot + 1, msDot + 2)) / 10;
      // Frames that were read together share their moment again.
      if (wall !== last.wall || mono !== last.mono) last = { wall, mono };
      const signal = make(last, bytes, eventFrom, to - 1);
      return { kind: 'signal', seq: numberOf(bytes, seqFrom, seqEnd), signal };
    },
    learn(line) {
      const found = middle.exec(line)?.[1];
      if (found !== undefined) rest = encoder.encode(found);
    },
  };
};
