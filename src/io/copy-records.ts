import { decodeRecord } from '../core/read-record.ts';
import { valueEnd } from '../core/json-span.ts';
import { escapeJson } from '../core/safe.ts';
import { linesOf } from './lines.ts';
import type { Recording } from './recording-file.ts';

/** How many records were written, and how many lines were left out because they are none. */
export type Copied = { readonly records: number; readonly skipped: number };

/**
 * Writes every record of a recording as it stands there, a batch of whole lines at a time, and waits for each `write`.
 * Only characters unsafe on a terminal are escaped, and lines that are no record are left out.
 */
export const copyRecords = async (
  recording: Recording,
  write: (text: string) => void | Promise<void>,
): Promise<Copied> => {
  let records = 0;
  let skipped = 0;
  for await (const { lines } of linesOf(recording.path)) {
    let text = '';
    for (const line of lines) {
      if (line === '') continue;
      if (line !== undefined && isRecord(line)) {
        records += 1;
        text += `${escapeJson(line)}\n`;
      } else skipped += 1;
    }
    if (text !== '') await write(text);
  }
  return { records, skipped };
};

// Our own records are told by their beginning and by where their value ends; the rest is read to the letter.
const head =
  /^\{"v":1,"seq":\d+,"ms":[-\d.]+,"at":"[^"\\]*","call_id":"[\w-]*","kind":"(?:frame|link|gap|end)",/;

const isRecord = (line: string): boolean =>
  (head.test(line) && valueEnd(line, 0) === line.length) || decodeRecord(line, true).kind !== 'unreadable';
