import { decodeRecord } from '../core/read-record.ts';
import { valueEnd } from '../core/json-span.ts';
import { escapeJson } from '../core/safe.ts';
import { linesOf } from './lines.ts';
import type { Recording } from './recording-file.ts';

/** How many records were written, and how many lines were left out because they are none. */
export type Copied = {
  readonly records: number;
  readonly skipped: number;
  /** Whether the last line says how it ended. */
  readonly ended: boolean;
};

/**
 * Writes every record of a recording as it stands there, a batch of whole lines at a time, and waits for each `write`.
 * Only characters unsafe on a terminal are escaped, and lines that are no record are left out.
 */
export const copyRecords = async (
  recording: Recording,
  write: (piece: Uint8Array | string) => void | Promise<void>,
): Promise<Copied> => {
  let records = 0;
  let skipped = 0;
  let last = '';
  for await (const { lines, bytes } of linesOf(recording.path)) {
    const kept: string[] = [];
    let same = bytes !== undefined;
    for (const line of lines) {
      const written = line !== undefined && isRecord(line) ? escapeJson(line) : undefined;
      same &&= written === line;
      if (written !== undefined) kept.push(written);
      else if (line !== '') skipped += 1;
    }
    records += kept.length;
    last = kept.at(-1) ?? last;
    if (kept.length > 0) await write(same && bytes !== undefined ? bytes : `${kept.join('\n')}\n`);
  }
  return { records, skipped, ended: decodeRecord(last, true).kind === 'end' };
};

// Our own records are told by their beginning and by where their value ends; the rest is read to the letter.
const head =
  /^\{"v":1,"seq":\d+,"ms":[-\d.]+,"at":"[^"\\]*","call_id":"[\w-]*","kind":"(?:frame|link|gap|end)",/;

const isRecord = (line: string): boolean =>
  (head.test(line) && valueEnd(line, 0) === line.length) || decodeRecord(line, true).kind !== 'unreadable';
