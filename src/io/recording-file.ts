import { SidebandError } from '../core/error.ts';
import type { Header } from '../core/ports.ts';
import { decodeRecord, type ReadRecord } from '../core/read-record.ts';
import { shown } from './disk.ts';
import { linesOf } from './lines.ts';

/** A recording opened to be read. Whoever made the file, nothing in it is trusted. */
export type Recording = {
  readonly path: string;
  readonly header: Header;
  /**
   * The records behind the header, a batch per piece of the file; unreadable ones are among them.
   * `exact`: judge frames to the letter, at the price of parsing them.
   */
  records(options?: { exact?: boolean }): AsyncGenerator<readonly ReadRecord[]>;
};

const unreadable: ReadRecord = { kind: 'unreadable', reason: 'too long or not UTF-8' };

const readLine = (line: string | undefined, exact = false): ReadRecord =>
  line === undefined ? unreadable : decodeRecord(line, exact);

/** Opens a recording. Throws a SidebandError of kind `usage` when the file cannot be opened or does not start as one. */
export const readRecording = async (path: string): Promise<Recording> => {
  for await (const { lines } of linesOf(path)) {
    const first = readLine(lines[0]);
    if (first.kind === 'header')
      return { path, header: first.header, records: (options) => recordsOf(path, options?.exact ?? false) };
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

async function* recordsOf(path: string, exact: boolean): AsyncGenerator<readonly ReadRecord[]> {
  let first = true;
  for await (const { lines } of linesOf(path)) {
    const records: ReadRecord[] = [];
    for (const line of lines) {
      if (first) first = false;
      else if (line !== '') records.push(readLine(line, exact));
    }
    if (records.length > 0) yield records;
  }
}
