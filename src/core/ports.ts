import type { Exit } from './error.ts';
import type { Event } from './event.ts';
import type { CallId } from './ids.ts';
import type { Raw } from './raw.ts';
import type { Session } from './session.ts';
import type { EndReason, Instant, Signal } from './signal.ts';
import type { Whose } from './whose.ts';

/** Time, as a value that is handed in. */
export type Clock = {
  now(): Instant;
  /** Resolves after `ms` milliseconds, or at once when the signal is aborted. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
};

/** A fresh id, unique in this process, at most 32 characters of `[A-Za-z0-9_]`: `rts_<run>_<kind><n>`. */
export type Ids = (kind: 'event' | 'item' | 'response') => string;

/**
 * An open sideband. `signals` has one consumer and ends after its `closed` signal, behind which only notices may stand; it
 * never throws.
 */
export type Link = {
  readonly signals: AsyncIterable<Signal>;
  /**
   * Writes one client event, at most once. The `sent` signal is in the stream before any answer to it. Rejects with a
   * SidebandError (kind `network`, reason `not-sent`) when no byte of it was written.
   */
  send(event: Raw, by?: string): Promise<void>;
  /** Puts a word of ours into the stream, as a notice that changes nothing; silently none when the stream is over. */
  note?(code: string, message: string): void;
  /** Detaches (close 1000); the stream then ends with `closed` / `detached`. The call goes on. */
  close(): Promise<void>;
};

/** Opens a link to a call, or rejects with a SidebandError. Aborting the signal detaches. */
export type Connect = (callId: CallId, signal: AbortSignal) => Promise<Link>;

/** One row of the log: the fact, its meaning, and what we believe after it. */
export type Entry = {
  /** Rises by one from 1, over every signal of the call. */
  readonly seq: number;
  readonly signal: Signal;
  readonly event: Event;
  /** Made when it is asked for: who keeps the entry, and asks when it needs it, spares its making for all others. */
  readonly session: Session;
  /** True for a frame whose `event_id` was seen before: recorded, not shown, not acted on. */
  readonly duplicate?: true;
  /** Whose doing it was, where that is known: ours, or another client's. */
  readonly whose?: Whose;
};

/** A row for who asks neither for the session nor for whose doing it was: then nothing has to be made of them. */
export type Seen = Omit<Entry, 'session' | 'whose'>;

/** The first record of an output or a recording. */
export type Header = {
  readonly callId: CallId;
  readonly startedAt: Instant;
  /** `rt-sideband/0.1.0` */
  readonly tool: string;
  readonly baseUrl: string;
  /** What was taken out of a recording after it was made: secrets alone, or personal data too. */
  readonly redacted?: 'secrets' | 'personal';
};

/** The last record: how it ended, and whether everything in between is there. */
export type End = {
  readonly at: Instant;
  readonly reason: EndReason;
  readonly code?: number;
  readonly exit: Exit;
  /** False when there was a gap or the output itself lost something. */
  readonly complete: boolean;
  readonly frames: { readonly in: number; readonly out: number };
  /** Lines that were no records and are not in this redacted copy. */
  readonly leftOut?: number;
};

/**
 * Somewhere entries go. `write` must not block; `flush` is called once per batch, and a promise it returns slows the
 * wire down until it resolves. `close` is called once.
 */
export type Sink = {
  write(entry: Entry): void;
  flush?(): void | Promise<void>;
  close?(end: End): void | Promise<void>;
};

declare const safeBrand: unique symbol;

/** Text that may be written to a terminal: escaped (core/safe.ts), or ours. */
export type Safe = string & { readonly [safeBrand]: true };

/** An entry as lines of text (no trailing newline); undefined says nothing. May keep state: make one per stream. */
export type Format = (entry: Entry) => Safe | undefined;
