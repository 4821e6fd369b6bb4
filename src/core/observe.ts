import { batches, type Batched } from './channel.ts';
import { parseSignal, type Event } from './event.ts';
import type { Entry } from './ports.ts';
import { text } from './raw.ts';
import { reduce } from './reduce.ts';
import { newSession } from './session.ts';
import type { Signal } from './signal.ts';

/** Event ids that are remembered at least. */
const remembered = 10_000;

/** Tells whether an id came before, among the last ten thousand at least. */
const memory = (): ((id: string) => boolean) => {
  // Two generations, so that the oldest ids are forgotten many at a time and never searched for.
  let young = new Set<string>();
  let old = new Set<string>();
  return (id) => {
    const before = young.size;
    young.add(id);
    if (young.size === before || old.has(id)) return true;
    if (young.size >= remembered) {
      old = young;
      young = new Set();
    }
    return false;
  };
};

const eventIdOf = (event: Event): string | undefined =>
  event.kind === 'server' || event.kind === 'unknown' ? text(event.raw, 'event_id') : undefined;

/** The fold of one call's signals, in order: each becomes an entry that says what it means and what is true after it. */
export const observer = (): ((signal: Signal) => Entry) => {
  const seen = memory();
  let session = newSession;
  let seq = 0;
  return (signal) => {
    seq += 1;
    const event = parseSignal(signal);
    const id = eventIdOf(event);
    const duplicate = id !== undefined && seen(id);
    session = reduce(session, event, { seq, at: signal.at }, { duplicate });
    return duplicate ? { seq, signal, event, session, duplicate } : { seq, signal, event, session };
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
