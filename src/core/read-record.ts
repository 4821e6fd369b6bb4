import { exitOf } from './error.ts';
import { asCallId } from './ids.ts';
import { parseIsoTime } from './iso-time.ts';
import { fieldText, valueEnd } from './json-span.ts';
import type { End, Header } from './ports.ts';
import { child, flag, isRaw, number, own, text, type Raw } from './raw.ts';
import { asExit, asReason, readLinkChange } from './read-link.ts';
import { recordVersion } from './record.ts';
import type { FrameSignal, Instant, Signal } from './signal.ts';

/** A line of a recording, read. Moments count from the start of the recording: `startedAt.mono` is 0. */
export type ReadRecord =
  | { readonly kind: 'header'; readonly header: Header }
  | { readonly kind: 'signal'; readonly seq: number; readonly signal: Signal; readonly duplicate?: true }
  | { readonly kind: 'end'; readonly seq: number; readonly end: End }
  /** `verify` parted a torn record of `bytes` bytes at `offset` from what may follow. */
  | { readonly kind: 'seal'; readonly bytes: number; readonly offset: number }
  /** A record of a kind added later: fine, and nothing to us. */
  | { readonly kind: 'other' }
  | { readonly kind: 'unreadable'; readonly reason: string; readonly newer?: true };

/**
 * Reads one line (without its newline) of a recording or of JSON output: any text has an answer, nothing throws. Whether
 * the event of a frame is JSON to the letter is left to who parses it, unless `exact` is asked for.
 */
export const decodeRecord = (line: string, exact = false): ReadRecord => {
  const frame = exact ? undefined : quickFrame(line);
  if (frame !== undefined) return frame;
  let record: unknown;
  try {
    record = JSON.parse(line);
  } catch {
    return unreadable('not JSON');
  }
  if (!isRaw(record)) return unreadable('not a record');
  const version = number(record, 'v');
  if (version !== undefined && version > recordVersion) {
    return {
      kind: 'unreadable',
      reason: `record version ${version} is newer than this program`,
      newer: true,
    };
  }
  if (version !== recordVersion) return unreadable('not a record');
  const read = readers.get(text(record, 'kind') ?? '');
  if (read === undefined)
    return own(record, 'kind') === undefined ? unreadable('not a record') : { kind: 'other' };
  return read(record, line) ?? unreadable('a record with fields missing');
};

const unreadable = (reason: string): ReadRecord => ({ kind: 'unreadable', reason });

const quickHead =
  /^\{"v":1,"seq":(\d{1,15}),"ms":(-?\d{1,15}\.\d),"at":"([^"\\]*)","call_id":"[\w-]*","kind":"frame","dir":"(in|out)"(?:,"by":"([^"\\]*)")?(,"duplicate":true)?,"event":([ \t]*)(?=\{)/;

/**
 * A frame record as we write it, without parsing it: `event` is the last field when nothing but the brace stands behind
 * its value. White space around a frame is a part of it.
 */
const quickFrame = (line: string): ReadRecord | undefined => {
  const head = quickHead.exec(line);
  if (head === null || line.charCodeAt(line.length - 1) !== 0x7d) return undefined;
  const [whole, seq, ms, at, dir, by, duplicate, space = ''] = head;
  const end = valueEnd(line, whole.length);
  if (end !== line.length - 1 && !/^[ \t]+\}$/.test(line.slice(end))) return undefined;
  const wall = parseIsoTime(at ?? '');
  if (wall === undefined) return undefined;
  const signal: FrameSignal = {
    at: { wall, mono: Number(ms) },
    kind: 'frame',
    direction: dir === 'in' ? 'received' : 'sent',
    text: line.slice(whole.length - space.length, -1),
    ...(by === undefined ? {} : { by }),
  };
  return {
    kind: 'signal',
    seq: Number(seq),
    signal,
    ...(duplicate === undefined ? {} : { duplicate: true }),
  };
};

type Reader = (record: Raw, line: string) => ReadRecord | undefined;

const instant = (moment: Raw | undefined): Instant | undefined => {
  const wall = parseIsoTime(text(moment, 'at') ?? '');
  const mono = number(moment, 'ms');
  return wall === undefined || mono === undefined ? undefined : { wall, mono };
};

const readHeader: Reader = (record) => {
  const callId = asCallId(text(record, 'call_id') ?? '');
  const wall = parseIsoTime(text(record, 'started_at') ?? '');
  if (callId === undefined || wall === undefined) return undefined;
  const [tool = '', baseUrl = ''] = [text(record, 'tool'), text(record, 'base_url')];
  const how = child(record, 'redacted');
  const redacted = how === undefined ? undefined : flag(how, 'personal') === true ? 'personal' : 'secrets';
  const header = { callId, startedAt: { wall, mono: 0 }, tool, baseUrl };
  return { kind: 'header', header: redacted === undefined ? header : { ...header, redacted } };
};

const stamped =
  (read: (record: Raw, at: Instant, line: string) => Signal | 'other' | undefined): Reader =>
  (record, line) => {
    const at = instant(record);
    const seq = number(record, 'seq');
    if (at === undefined || seq === undefined) return undefined;
    const signal = read(record, at, line);
    if (signal === 'other') return { kind: 'other' };
    if (signal === undefined) return undefined;
    return {
      kind: 'signal',
      seq,
      signal,
      ...(flag(record, 'duplicate') === true ? { duplicate: true } : {}),
    };
  };

const readFrame = stamped((record, at, line) => {
  const dir = text(record, 'dir');
  const base64 = text(record, 'base64');
  const plain = isRaw(own(record, 'event')) ? fieldText(line, 'event') : text(record, 'text');
  const content = plain ?? base64;
  if (content === undefined || (dir !== 'in' && dir !== 'out')) return undefined;
  const by = text(record, 'by');
  return {
    at,
    kind: 'frame',
    direction: dir === 'in' ? 'received' : 'sent',
    text: content,
    ...(plain === undefined ? { binary: true } : {}),
    ...(by === undefined ? {} : { by }),
  };
});

const readLink = stamped((record, at) => {
  const change = readLinkChange(child(record, 'change'));
  return change === undefined || change === 'other' ? change : { at, kind: 'link', change };
});

const readGap = stamped((record, at) => {
  const from = instant(child(record, 'from'));
  const to = instant(child(record, 'to'));
  if (from === undefined || to === undefined) return undefined;
  const gap = {
    from,
    noticed: instant(child(record, 'noticed')) ?? to,
    to,
    cause: text(record, 'cause') ?? '',
  };
  return { at, kind: 'link', change: { to: 'gap', gap } };
});

const readEnd: Reader = (record) => {
  const [at, seq] = [instant(record), number(record, 'seq')];
  const reason = asReason(text(record, 'reason'));
  const exit = asExit(text(child(record, 'exit'), 'name'));
  const complete = flag(record, 'complete');
  const frames = child(record, 'frames');
  const [received, sent, code] = [number(frames, 'in'), number(frames, 'out'), number(record, 'code')];
  if (at === undefined || seq === undefined || reason === undefined || exit === undefined) return undefined;
  if (complete === undefined || received === undefined || sent === undefined) return undefined;
  const coded = code === undefined ? {} : { code };
  const leftOut = number(child(record, 'redacted'), 'left_out') ?? 0;
  const end: End = {
    at,
    reason,
    ...coded,
    exit: exitOf(exit),
    complete,
    frames: { in: received, out: sent },
    ...(leftOut === 0 ? {} : { leftOut }),
  };
  return { kind: 'end', seq, end };
};

const readSeal: Reader = (record) => {
  const [bytes, offset] = [number(record, 'torn_bytes'), number(record, 'offset')];
  return bytes === undefined || offset === undefined ? undefined : { kind: 'seal', bytes, offset };
};

const readers: ReadonlyMap<string, Reader> = new Map([
  ['header', readHeader],
  ['frame', readFrame],
  ['link', readLink],
  ['gap', readGap],
  ['end', readEnd],
  ['seal', readSeal],
]);
