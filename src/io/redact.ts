import { SidebandError } from '../core/error.ts';
import { own, objectIn, type Raw } from '../core/raw.ts';
import { decodeRecord } from '../core/read-record.ts';
import { ledger as newLedger, type Tally } from '../core/redact/ledger.ts';
import { learning } from '../core/redact/learn.ts';
import { redactingRecords } from '../core/redact/record.ts';
import { surveying } from '../core/redact/survey.ts';
import { redacting } from '../core/redact/text.ts';
import type { Wish } from '../core/redact/wish.ts';
import { disk as machine, diskError, shown, type Disk } from './disk.ts';
import { linesOf } from './lines.ts';
import { lockHolder } from './lock.ts';
import { createLocked } from './new-file.ts';
import { readRecording } from './recording-file.ts';

/** What was taken out of a recording. */
export type Redacted = {
  readonly callId: string;
  readonly records: number;
  /** Lines that are no records: they are not in the new file. */
  readonly leftOut: number;
  /** The end record is there. */
  readonly ended: boolean;
  readonly found: Readonly<Record<string, Tally>>;
  readonly dropped: Readonly<Record<string, { readonly places: number; readonly bytes: number }>>;
};

const batch = 1 << 20;

/** The records of a file with their lines, in order; undefined for a line that is none. */
async function* recordsIn(
  path: string,
  wanted: (line: string) => boolean = () => true,
): AsyncGenerator<{ readonly line: string; readonly record: Raw } | undefined> {
  for await (const { lines } of linesOf(path)) {
    for (const line of lines) {
      if (line === '' || (line !== undefined && !wanted(line))) continue;
      yield line === undefined ? undefined : readable(line);
    }
  }
}

/** Whether a line may hold something that was said as a whole: most hold sound, or a piece. */
const mayTell = (line: string): boolean =>
  line.includes('"transcript"') || line.includes('"text"') || line.includes('"item"');

const readable = (line: string): { readonly line: string; readonly record: Raw } | undefined => {
  if (decodeRecord(line).kind === 'unreadable') return undefined;
  const record = objectIn(line);
  return record === undefined ? undefined : { line, record };
};

/** A record that says that it was redacted, and how. */
const saying = (line: string, said: object): string =>
  line.replace(/\}\s*$/, () => `,"redacted":${JSON.stringify(said)}}`);

/**
 * Writes a recording without what is wished for into a new file, for its owner only. Reads it twice, because what comes
 * in pieces is known when the last one is, and once more for personal data, which may be spread over turns; memory holds no more than the words that have to change. When it cannot
 * finish nothing is left behind; undefined when the signal stopped it. Throws a SidebandError: `usage` when something stands at the path, `output` otherwise.
 */
export const redactRecording = async (
  from: string,
  to: string,
  wish: Wish,
  {
    pid,
    signal,
    disk = machine,
  }: { readonly pid: number; readonly signal: AbortSignal; readonly disk?: Disk },
): Promise<Redacted | undefined> => {
  const { header } = await readRecording(from);
  const holder = lockHolder(from, disk);
  if (holder !== undefined) {
    throw new SidebandError('usage', `process ${holder} is still recording to ${shown(from)}`, {
      hint: 'redact it when the recording is over',
    });
  }
  const { file, release } = createLocked(to, pid, disk);
  let finished = false;
  try {
    const learn = learning();
    if (wish.personal) {
      for await (const read of recordsIn(from, mayTell)) {
        if (signal.aborted) return undefined;
        if (read !== undefined) learn.write(read.record);
      }
    }
    const learned = learn.learned();
    const scratch = redacting(wish, newLedger(), learned);
    const survey = surveying((text) => scratch.edits(text).length > 0);
    for await (const read of recordsIn(from)) {
      if (signal.aborted) return undefined;
      if (read !== undefined) survey.write(read.record);
    }

    const ledger = newLedger();
    const redact = redacting(wish, ledger, learned);
    const redacted = redactingRecords(wish, { redact, ledger, joined: survey.joined() });
    const how = {
      drop: [...wish.drop],
      personal: wish.personal,
      names: wish.names.length,
      patterns: wish.patterns.length,
      ids: wish.ids,
    };
    let [records, leftOut, ended] = [0, 0, false];
    let text = '';
    const writeOut = (): void => {
      const bytes = Buffer.from(text, 'utf8');
      text = '';
      for (let written = 0; written < bytes.length;) {
        const taken = disk.write(file, bytes, written);
        if (taken === 0) throw new Error('nothing was taken');
        written += taken;
      }
    };
    for await (const read of recordsIn(from)) {
      if (signal.aborted) return undefined;
      if (read === undefined) {
        leftOut += 1;
        continue;
      }
      const line = redacted(read.line, read.record);
      const kind = own(read.record, 'kind');
      ended ||= kind === 'end';
      if (kind === 'header') text += `${saying(line, how)}\n`;
      else if (kind !== 'end') text += `${line}\n`;
      else
        text += `${saying(line, { found: ledger.found(), dropped: ledger.dropped(), left_out: leftOut })}\n`;
      records += 1;
      if (text.length > batch) writeOut();
    }
    writeOut();
    await disk.sync(file);
    finished = true;
    const callId = redact.callId(header.callId);
    return { callId, records, leftOut, ended, found: ledger.found(), dropped: ledger.dropped() };
  } catch (error) {
    if (error instanceof SidebandError) throw error;
    throw diskError(`could not write ${shown(to)}`, error);
  } finally {
    disk.close(file);
    if (!finished) disk.remove(to);
    release();
  }
};
