import { batches, type Batched } from './channel.ts';
import { parseSignal, type Event } from './event.ts';
import type { Entry } from './ports.ts';
import { text } from './raw.ts';
import { reduce } from './reduce.ts';
import { newSession } from './session.ts';
import { memory } from './memory.ts';
import type { Signal } from './signal.ts';
import { whoseDoing } from './whose.ts';

const eventIdOf = (event: Event): string | undefined =>
  event.kind === 'server' || event.kind === 'unknown' ? text(event.raw, 'event_id') : undefined;

/** The fold of one call's signals, in order: each becomes an entry that says what it means and what is true after it. */
export const observer = (): ((signal: Signal) => Entry) => {
  const seen = memory();
  const whoseIs = whoseDoing();
  let session = newSession;
  let seq = 0;
  return (signal) => {
    seq += 1;
    const event = parseSignal(signal);
    const id = eventIdOf(event);
    const duplicate = id !== undefined && seen(id);
    if (duplicate) {
      session = reduce(session, event, { seq, at: signal.at }, { duplicate });
      return { seq, signal, event, session, duplicate };
    }
    const whose = whoseIs(session, event, signal.at);
    session = reduce(session, event, { seq, at: signal.at, whose });
    return whose === undefined ? { seq, signal, event, session } : { seq, signal, event, session, whose };
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
