import { batches, type Batched } from './channel.ts';
import { eventReader } from './event-reader.ts';
import type { Event } from './event.ts';
import { memory, type Memory } from './memory.ts';
import { Piece } from './piece.ts';
import type { Entry, Seen } from './ports.ts';
import { text } from './raw.ts';
import { Row } from './row.ts';
import { newSession } from './session.ts';
import type { Signal } from './signal.ts';
import { whoseDoing } from './whose.ts';

const cameBefore = (event: Event, seen: Memory): boolean => {
  if (event instanceof Piece) return event.cameBefore(seen);
  if (event.kind !== 'server' && event.kind !== 'unknown') return false;
  const id = text(event.raw, 'event_id');
  return id !== undefined && seen(id);
};

/** The fold of one call's signals, in order: each becomes an entry that says what it means and what is true after it. */
export const observer = (): ((signal: Signal) => Entry) => {
  const read = eventReader();
  const seen = memory();
  const whoseIs = whoseDoing();
  let last: Row | undefined;
  let seq = 0;
  return (signal) => {
    seq += 1;
    const before = last;
    const event = read(signal);
    const duplicate = cameBefore(event, seen);
    // A piece of a text is of no use to it, and it asks for the session seldom.
    const whose =
      duplicate || event instanceof Piece
        ? undefined
        : whoseIs(() => before?.session ?? newSession, event, signal.at);
    last = new Row(seq, signal, event, before);
    if (duplicate) Object.assign(last, { duplicate });
    if (whose !== undefined) Object.assign(last, { whose });
    return last;
  };
};

/** Reads one call's signals, in order, as `observer` does, for who never asks for a session. */
export const reader = (): ((signal: Signal) => Seen) => {
  const read = eventReader();
  const seen = memory();
  let seq = 0;
  return (signal) => {
    seq += 1;
    const event = read(signal);
    return cameBefore(event, seen) ? { seq, signal, event, duplicate: true } : { seq, signal, event };
  };
};

/** A call's signals as entries, one by one or a batch at a time. */
export const observe = (signals: AsyncIterable<Signal>): Batched<Entry> => {
  const see = observer();
  const source = batches(signals);
  return {
    async take() {
      const { value } = await source.next();
      return value?.map((signal: Signal) => see(signal));
    },
    async *[Symbol.asyncIterator]() {
      for await (const signal of signals) yield see(signal);
    },
  };
};
