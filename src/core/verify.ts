import type { ExitName } from './error.ts';
import type { End, Header } from './ports.ts';
import type { ReadRecord } from './read-record.ts';

/** A stretch of sequence numbers that is not there, both ends included. */
export type Missing = { readonly from: number; readonly to: number };

/** What a recording proves, and what it does not. */
export type Verification = {
  readonly header: Header;
  /** Lines with a record of a known kind, the header included. */
  readonly records: number;
  readonly frames: { readonly in: number; readonly out: number };
  readonly seqOk: boolean;
  /** The first hundred stretches that are missing. */
  readonly missing: readonly Missing[];
  /** Records that were not written to their end, where they begin and how long they are. */
  readonly torn: readonly { readonly bytes: number; readonly offset: number }[];
  readonly unreadable: number;
  readonly gaps: number;
  readonly end: End | undefined;
  readonly complete: boolean;
  /** Why it is not complete, in words. */
  readonly problems: readonly string[];
  readonly exit: ExitName;
};

const listed = 100;

/** Counts and checks the records behind a header: feed it each one, then ask for the finding. */
export const verifier = (header: Header) => {
  const missing: Missing[] = [];
  const torn: { bytes: number; offset: number }[] = [];
  const frames = { in: 0, out: 0 };
  let records = 1;
  let last = 0;
  let stretches = 0;
  let disorder = 0;
  let unreadable = 0;
  let gaps = 0;
  let headers = 1;
  let behindEnd = 0;
  let before: ReadRecord['kind'] = 'header';
  let end: End | undefined;

  const count = (seq: number): void => {
    if (seq <= last) disorder += 1;
    else if (seq !== last + 1) {
      stretches += 1;
      if (missing.length < listed) missing.push({ from: last + 1, to: seq - 1 });
    }
    last = Math.max(last, seq);
    if (end !== undefined) behindEnd += 1;
  };

  return {
    add: (record: ReadRecord): void => {
      if (record.kind === 'unreadable') unreadable += 1;
      else records += 1;
      if (record.kind === 'header') headers += 1;
      if (record.kind === 'seal') {
        torn.push({ bytes: record.bytes, offset: record.offset });
        // The half record that it seals was counted as unreadable.
        if (before === 'unreadable') unreadable -= 1;
      }
      if (record.kind === 'end') {
        count(record.seq);
        end = record.end;
      }
      if (record.kind === 'signal') {
        count(record.seq);
        const { signal } = record;
        if (signal.kind === 'frame') frames[signal.direction === 'received' ? 'in' : 'out'] += 1;
        else if (signal.change.to === 'gap') gaps += 1;
      }
      before = record.kind;
    },
    finding: (): Verification => {
      const seqOk = stretches === 0 && disorder === 0;
      const counted = end === undefined || (end.frames.in === frames.in && end.frames.out === frames.out);
      const problems = [
        ...(end === undefined
          ? ['there is no end record: the recorder was stopped before it could write one']
          : []),
        ...(torn.length > 0 ? [`${areRecords(torn.length)} torn`] : []),
        ...(unreadable > 0 ? [`${areRecords(unreadable)} unreadable`] : []),
        ...(stretches > 0 ? [`the sequence has ${stretches} ${stretches === 1 ? 'hole' : 'holes'}`] : []),
        ...(disorder > 0 ? [`${areRecords(disorder)} out of order`] : []),
        ...(headers > 1 ? ['there is more than one header record'] : []),
        ...(behindEnd > 0 ? [`${areRecords(behindEnd)} behind the end record`] : []),
        ...(counted ? [] : ['the end record counts other frames than there are']),
        ...(gaps > 0
          ? [
              `the connection was lost ${gaps === 1 ? 'once' : `${gaps} times`}: what happened then is not known`,
            ]
          : []),
        ...(end?.leftOut === undefined
          ? []
          : [
              `${end.leftOut} ${end.leftOut === 1 ? 'line' : 'lines'} of the original could not be read and ${end.leftOut === 1 ? 'was' : 'were'} left out when it was redacted`,
            ]),
        ...(end?.complete === false && gaps === 0
          ? ['the recorder itself says that it is not complete']
          : []),
      ];
      const complete = problems.length === 0;
      const exit = complete ? 'ok' : 'unknown';
      return {
        header,
        records,
        frames,
        seqOk,
        missing,
        torn,
        unreadable,
        gaps,
        end,
        complete,
        problems,
        exit,
      };
    },
  };
};

const areRecords = (count: number): string => (count === 1 ? '1 record is' : `${count} records are`);
