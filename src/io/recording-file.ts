import { isUtf8 } from 'node:buffer';
import { SidebandError } from '../core/error.ts';
import type { Header } from '../core/ports.ts';
import { frameReader } from '../core/read-frame.ts';
import { decodeRecord, type ReadRecord } from '../core/read-record.ts';
import { shown } from './disk.ts';
import { linesOf } from './lines.ts';
import { ReceivedFrame } from './received.ts';

/** A recording opened to be read. Whoever made the file, nothing in it is trusted. */
export type Recording = {
  readonly path: string;
  readonly header: Header;
  /** The records behind the header, a batch per piece of the file; unreadable ones are among them. */
  records(options?: RecordReading): AsyncGenerator<readonly ReadRecord[]>;
};

/** How records are read. */
export type RecordReading = {
  /** Judge frames to the letter, at the price of parsing them. */
  readonly exact?: boolean;
  /** Who reads is done with the signals of a batch when it asks for the next: their bytes are overwritten then. */
  readonly passing?: boolean;
};

const newline = 0x0a;

const unreadable: ReadRecord = { kind: 'unreadable', reason: 'too long or not UTF-8' };

const readLine = (line: string | undefined, exact = false): ReadRecord =>
  line === undefined ? unreadable : decodeRecord(line, exact);

/** Opens a recording. Throws a SidebandError of kind `usage` when the file cannot be opened or does not start as one. */
export const readRecording = async (path: string): Promise<Recording> => {
  for await (const { lines } of linesOf(path)) {
    const first = readLine(lines[0]);
    if (first.kind === 'header')
      return { path, header: first.header, records: (options) => recordsOf(path, options) };
    if (first.kind === 'unreadable' && first.newer === true) {
      throw new SidebandError('usage', `${shown(path)} was written by a newer rt-sideband`, {
        hint: 'update rt-sideband to read it',
        reason: 'newer',
      });
    }
    break;
  }
  throw new SidebandError('usage', `${shown(path)} is no recording: it does not start with a header record`, {
    hint: 'recordings are made with --record FILE',
    reason: 'no-header',
  });
};

async function* recordsOf(
  path: string,
  { exact = false, passing = false }: RecordReading = {},
): AsyncGenerator<readonly ReadRecord[]> {
  let first = true;
  const quick = exact ? undefined : quickly(passing ? few : Number.POSITIVE_INFINITY);
  for await (const piece of linesOf(path, { passing })) {
    const { bytes } = piece;
    if (!first && quick !== undefined && bytes !== undefined && isUtf8(bytes)) {
      yield* quick(bytes);
      continue;
    }
    const lines = first ? piece.lines.slice(1) : piece.lines;
    const records = lines.flatMap((line) => (line === '' ? [] : [readLine(line, exact)]));
    first = false;
    if (records.length > 0) yield records;
  }
}

/** So many records are read together where nobody keeps them: what is there at any moment is what the collector copies. */
const few = 32;

/** Reads whole lines of UTF-8 without making text of most of them, so many at a time. */
const quickly = (most: number): ((bytes: Buffer) => Generator<readonly ReadRecord[]>) => {
  const reader = frameReader<Buffer>((at, bytes, from, to) => new ReceivedFrame(at, bytes, from, to));
  return function* (bytes) {
    let records: ReadRecord[] = [];
    for (let from = 0; from < bytes.length;) {
      const end = bytes.indexOf(newline, from);
      const record = end === from ? undefined : reader.read(bytes, from, end);
      if (record !== undefined) records.push(record);
      else if (end > from) {
        const line = bytes.toString('utf8', from, end);
        reader.learn(line);
        records.push(readLine(line));
      }
      from = end + 1;
      if (records.length < most) continue;
      yield records;
      records = [];
    }
    if (records.length > 0) yield records;
  };
};
