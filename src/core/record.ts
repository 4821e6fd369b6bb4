import { isoTime } from './iso-time.ts';
import { isPlainText } from './plain-bytes.ts';
import type { End, Entry, Header, Safe } from './ports.ts';
import { escapeJson } from './safe.ts';
import type { GapSeen } from './session.ts';
import type { FrameSignal, Gap, Instant, LinkChange } from './signal.ts';

/** What every record of a call carries: whose it is, and the moment its `ms` count from. */
export type Stream = Pick<Header, 'callId' | 'startedAt'>;

/** The version of the record's shape. It rises when a reader of the old shape would be wrong, not for additions. */
export const recordVersion = 1;

/** The first line: what the stream is of, when it began and who wrote it. */
export const encodeHeader = (header: Header): Safe =>
  json({
    v: recordVersion,
    kind: 'header',
    call_id: header.callId,
    started_at: isoTime(header.startedAt.wall),
    tool: header.tool,
    base_url: header.baseUrl,
  });

/**
 * An entry as one line of NDJSON without its newline: a `frame`, `link` or `gap` record. The text of a frame is
 * spliced in as it came, only characters unsafe on a terminal are escaped; what is not JSON on one line is a string.
 */
export const encodeEntry = (entry: Entry, stream: Stream): Safe => {
  if (entry !== lastEntry || stream !== lastEntryStream) {
    lastLine = lineOf(entry, stream);
    lastEntry = entry;
    lastEntryStream = stream;
  }
  return lastLine;
};

// A recorder and a screen beside it ask for the same line, one right after the other.
let lastEntry: Entry | undefined;
let lastEntryStream: Stream | undefined;
let lastLine: Safe = escapeJson('');

const lineOf = (entry: Entry, stream: Stream): Safe => {
  const { signal } = entry;
  const head = recordHead(entry.seq, signal.at, stream);
  if (signal.kind === 'frame') return ours(`${head}"kind":"frame",${frame(signal, entry)}}`);
  if (signal.change.to !== 'gap')
    return ours(`${head}"kind":"link","change":${json(inOrder(signal.change))}}`);
  return ours(`${head}"kind":"gap",${json(gap(signal.change.gap, entry, stream)).slice(1)}`);
};

/** The last line: how it ended and whether everything is there. `seq` follows that of the last entry. */
export const encodeEnd = (end: End, stream: Stream, seq: number): Safe => {
  const { reason, code, exit, complete, frames } = end;
  const rest = json({ kind: 'end', reason, code, exit, complete, frames });
  return ours(recordHead(seq, end.at, stream) + rest.slice(1));
};

/** A change whose fields stand in one order, whoever put it together: a recording of a replay is the same text. */
const inOrder = (change: LinkChange): object => {
  if (change.to !== 'closed') return change;
  const { to, reason, cause, code, text, message, exit, hint } = change;
  return { to, reason, cause, code, text, message, exit, hint };
};

// Every part of such a line is a number, a word of ours, a call id (whose shape is checked) or has been escaped.
const ours = (line: string): Safe => line as Safe;

const json = (value: object): Safe => escapeJson(JSON.stringify(value));

const recordHead = (seq: number, at: Instant, stream: Stream): string =>
  `${beforeNumber}${seq},${momentText(at, stream)}`;

/** What stands in front of a record's number. */
export const beforeNumber = `{"v":${recordVersion},"seq":`;

/** What stands in front of a received frame, in its record, when it is an event like any other. */
export const frameHead = (seq: number, at: Instant, stream: Stream): string =>
  `${recordHead(seq, at, stream)}"kind":"frame","dir":"in","event":`;

// Frames that were read together share their moment, so that its text is made once for all of them.
let lastAt: Instant | undefined;
let lastStream: Stream | undefined;
let lastText = '';

const momentText = (at: Instant, stream: Stream): string => {
  if (at !== lastAt || stream !== lastStream) {
    const { callId, startedAt } = stream;
    lastText = `"ms":${since(at, startedAt)},"at":"${isoTime(at.wall)}","call_id":"${callId}",`;
    lastAt = at;
    lastStream = stream;
  }
  return lastText;
};

/** Milliseconds from one instant to another on the steady clock, as text with one decimal. */
const since = (at: Instant, start: Instant): string => {
  const tenths = Math.round((at.mono - start.mono) * 10);
  const whole = Math.floor(tenths / 10);
  return tenths < 0 ? (tenths / 10).toFixed(1) : `${whole}.${tenths - whole * 10}`;
};

const frame = (signal: FrameSignal, entry: Entry): string => {
  const dir = signal.direction === 'received' ? '"dir":"in"' : '"dir":"out"';
  const by = signal.by === undefined ? '' : `,"by":${escapeJson(JSON.stringify(signal.by))}`;
  const duplicate = entry.duplicate === true ? ',"duplicate":true' : '';
  return `${dir}${by}${duplicate},${content(signal, entry)}`;
};

const content = (signal: FrameSignal, entry: Entry): string => {
  if (signal.binary === true) return `"base64":${escapeJson(JSON.stringify(signal.text))}`;
  if (isPlainObject(signal.text) && entry.event.kind !== 'malformed') return `"event":${signal.text}`;
  return entry.event.kind !== 'malformed' && isOneObject(signal.text)
    ? `"event":${escapeJson(signal.text)}`
    : `"text":${escapeJson(JSON.stringify(signal.text))}`;
};

/** True for nearly all frames: braces at both ends, and nothing in between that would have to be looked at again. */
export const isPlainObject = (text: string): boolean =>
  text.charCodeAt(0) === 0x7b && text.charCodeAt(text.length - 1) === 0x7d && isPlainText(text);

/** Whether text known to be JSON to a lenient reader can stand in a line as it is: no byte order mark, no newline. */
const isOneObject = (text: string): boolean =>
  (text.startsWith('{') || /^[ \t]+\{/.test(text)) &&
  (text.endsWith('}') || /\}[ \t]+$/.test(text)) &&
  !text.includes('\n') &&
  !text.includes('\r');

const gap = ({ from, noticed, to, cause }: Gap, entry: Entry, { startedAt }: Stream): object => {
  const moment = (at: Instant) => ({ at: isoTime(at.wall), ms: Number(since(at, startedAt)) });
  const last = entry.session.gaps.at(-1);
  const seen: GapSeen | undefined = last?.seq === entry.seq ? last : undefined;
  return {
    from: { seq: seen?.last?.seq, event_id: seen?.last?.eventId, ...moment(from) },
    noticed: moment(noticed),
    to: moment(to),
    cause,
    open: seen && { responses: seen.responses, tool_calls: seen.toolCalls, user_speaking: seen.userSpeaking },
  };
};
