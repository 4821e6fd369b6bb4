import { recordBytes } from '../core/record-bytes.ts';
import { encodeEnd, encodeEntry, encodeHeader } from '../core/record.ts';
import { escapeJson } from '../core/safe.ts';
import type { View, ViewOptions } from './view.ts';

/** The records of a recording, one a line: header, every entry, end. What could not be shown is a record of its own. */
export const json = ({ header }: ViewOptions): View => ({
  head: () => encodeHeader(header),
  entry: (entry) => encodeEntry(entry, header),
  quick: { takes: () => true, put: recordBytes(header) },
  skipped: (skipped) =>
    escapeJson(JSON.stringify({ v: 1, kind: 'skipped', call_id: header.callId, ...skipped })),
  end: (end, seq) => encodeEnd(end, header, seq),
});
