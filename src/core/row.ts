import type { Event } from './event.ts';
import { fold, type Look } from './fold.ts';
import type { Entry } from './ports.ts';
import { newSession, type Session } from './session.ts';
import type { FrameSignal, Signal } from './signal.ts';
import type { Whose } from './whose.ts';

/** Rows that wait for somebody to ask for a session; so many at most keep each other, and their frames, in memory. */
const longestWait = 512;

/** A frame of more UTF-16 units or bytes than this waits no longer than until the next one comes. */
const large = 1 << 16;

/**
 * An entry whose session is made when somebody asks for it, together with those of all before it that nobody asked for.
 * It can be asked for late, too, and is what it would have been.
 */
export class Row implements Entry {
  readonly seq: number;
  readonly signal: Signal;
  readonly event: Event;
  declare readonly duplicate?: true;
  declare readonly whose?: Whose;
  private before: Row | undefined;
  private made: Session | undefined = undefined;
  private look: Look | undefined = undefined;
  private readonly waiting: number;

  constructor(seq: number, signal: Signal, event: Event, before: Row | undefined) {
    this.seq = seq;
    this.signal = signal;
    this.event = event;
    this.before = before;
    if (before !== undefined && (before.waiting === longestWait || isLarge(before.signal))) before.settle();
    this.waiting = before === undefined || before.made !== undefined ? 1 : before.waiting + 1;
  }

  get session(): Session {
    return this.made ?? this.settle();
  }

  /** As JSON it is what any other entry is. */
  toJSON(): Entry {
    const { seq, signal, event, session, duplicate, whose } = this;
    return {
      seq,
      signal,
      event,
      session,
      ...(duplicate === undefined ? {} : { duplicate }),
      ...(whose === undefined ? {} : { whose }),
    };
  }

  /** Has `look` see this row with the session before it, once, when that is there; false when it is too late for that. */
  watch(look: Look): boolean {
    if (this.made !== undefined || this.look !== undefined) return false;
    this.look = look;
    return true;
  }

  /** Makes the session now. */
  settle(): Session {
    this.made ??= this.folded();
    // Who has a session needs nobody before it, and keeps nobody.
    this.before = undefined;
    return this.made;
  }

  private folded(): Session {
    const rows: Row[] = [this];
    let row = this.before;
    for (; row !== undefined && row.made === undefined; row = row.before) rows.push(row);
    const session = fold(row?.made ?? newSession, rows.reverse(), shown);
    // Who is asked for later, for itself, is made once more and not shown again.
    for (const one of rows) one.look = undefined;
    return session;
  }

  /** Shows the row to who wanted to see it. */
  show(before: Session): void {
    this.look?.(before, this);
  }
}

const isLarge = (signal: Signal): boolean => signal.kind === 'frame' && sizeOf(signal) > large;

const sizeOf = (frame: FrameSignal): number => {
  const { bytes } = frame;
  if (bytes === undefined) return frame.text.length;
  const { from = 0, to = bytes.length } = frame;
  return to - from;
};

const shown: Look = (before, entry) => {
  if (entry instanceof Row) entry.show(before);
};
