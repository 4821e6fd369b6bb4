import { exitOf } from '../../src/core/error.ts';
import type { Event } from '../../src/core/event.ts';
import { asCallId } from '../../src/core/ids.ts';
import type { End, Entry, Header } from '../../src/core/ports.ts';
import { newSession } from '../../src/core/session.ts';
import type { LinkChange, Signal } from '../../src/core/signal.ts';

/** The moment at which the calls of these tests begin. */
const start = { wall: 1_795_255_200_000, mono: 5000 };

const callId = asCallId('rtc_test');
if (callId === undefined) throw new Error('a call id has another shape now');

export const header: Header = {
  callId,
  startedAt: start,
  tool: 'rt-sideband/0.0.0',
  baseUrl: 'http://127.0.0.1:1/v1',
};

/** A moment so many milliseconds behind the start. */
export const after = (ms: number) => ({ wall: start.wall + Math.floor(ms), mono: start.mono + ms });

const meaning = (signal: Signal): Event => {
  if (signal.kind === 'link') return { kind: 'link', change: signal.change };
  try {
    if (signal.binary !== true) return { kind: 'unknown', type: 'test', raw: JSON.parse(signal.text) };
  } catch {
    // Falls through to what it is then.
  }
  return { kind: 'malformed', text: signal.text, reason: 'test' };
};

/** A row of the log whose meaning is as plain as can be. */
export const entry = (seq: number, signal: Signal, more: Partial<Entry> = {}): Entry => ({
  seq,
  signal,
  event: meaning(signal),
  session: newSession,
  ...more,
});

/** A received frame, `seq` tenths of a second behind the start. */
export const received = (seq: number, text: string): Entry =>
  entry(seq, { at: after(seq * 100), kind: 'frame', direction: 'received', text });

export const sent = (seq: number, text: string, by = 'say'): Entry =>
  entry(seq, { at: after(seq * 100), kind: 'frame', direction: 'sent', text, by });

export const link = (seq: number, change: LinkChange): Entry =>
  entry(seq, { at: after(seq * 100), kind: 'link', change });

export const closed: LinkChange = {
  to: 'closed',
  reason: 'ended',
  code: 1000,
  message: 'the call ended',
  exit: 'ok',
};

/** The end of a call with so many frames. */
export const ending = (received: number, sent = 0, more: Partial<End> = {}): End => ({
  at: after(60_000),
  reason: 'ended',
  code: 1000,
  exit: exitOf('ok'),
  complete: true,
  frames: { in: received, out: sent },
  ...more,
});
