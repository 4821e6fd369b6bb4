import { channel, type Channel } from './core/channel.ts';
import { SidebandError } from './core/error.ts';
import type { CallId } from './core/ids.ts';
import { applyChange, currentSession, planChange } from './core/instruct.ts';
import { operator } from './core/operator.ts';
import type { Outgoing } from './core/outgoing.ts';
import type { Clock, Entry, Ids, Link, Sink } from './core/ports.ts';
import { pump } from './core/pump.ts';
import { text, type Raw } from './core/raw.ts';
import { say, type Said, type Saying } from './core/say.ts';
import type { Session } from './core/session.ts';
import type { Outcome } from './core/settle.ts';

/** A live call, attached to. */
export type Call = {
  readonly id: CallId;
  /** What is believed about the call right now. */
  session(): Session;
  /**
   * Every entry from now on; call it right after `attach` to miss none. Ends when the call ends or was left. Entries
   * wait for their reader in memory.
   */
  entries(): AsyncIterable<Entry>;
  /** Has the agent speak `text` word for word, or puts it in as the caller's, and follows it to the end. */
  say(text: string, how?: Partial<Omit<Saying, 'text'>>): Promise<Said>;
  /** Replaces the instructions, or puts `text` after the present ones with `append`. */
  instruct(text: string, how?: { append?: boolean }): Promise<Outcome>;
  /**
   * Sends any client event. With `accepts` it waits for the entry that shows its effect; without, only for a refusal,
   * so that `unknown` is what a success looks like. What `accepts` throws is what this rejects with.
   */
  send(event: Raw, accepts?: (entry: Entry) => boolean, limit?: number): Promise<Outcome>;
  /** Detaches. The call goes on. */
  close(): Promise<void>;
};

/** A call over an open link, poured into these sinks as well. */
export const liveCall = (
  id: CallId,
  link: Link,
  { clock, ids, sinks = [] }: { readonly clock: Clock; readonly ids: Ids; readonly sinks?: readonly Sink[] },
): Call => {
  const acts = operator(link, clock);
  const readers = new Set<Channel<Entry>>();
  let over = false;
  const fanOut = {
    write(entry: Entry): void {
      for (const reader of readers) reader.push(entry);
    },
  };
  // Not before the caller had the chance to ask for the entries.
  setImmediate(() => {
    void pump(link.signals, [acts, ...sinks, fanOut]).finally(() => {
      over = true;
      for (const reader of readers) reader.end();
      readers.clear();
    });
  });

  return {
    id,
    session: () => acts.session(),
    entries() {
      const reader = channel<Entry>({ closed: () => readers.delete(reader) });
      if (over) reader.end();
      else readers.add(reader);
      return reader;
    },
    say: (words, how = {}) =>
      say(
        acts,
        { as: 'agent', loosely: false, collision: 'queue', wait: true, timeout: 30_000, ...how, text: words },
        ids,
        clock,
      ),
    async instruct(words, { append = false } = {}) {
      const current = append ? await currentSession(acts, ids) : undefined;
      if (current !== undefined && current.config === undefined) return current.outcome;
      const change = { instructions: words, append, set: new Map<string, unknown>() };
      return applyChange(acts, planChange(change, current?.config), ids);
    },
    send(event, accepts = () => false, limit = 5000) {
      if (text(event, 'type') === undefined) {
        throw new SidebandError('usage', 'a client event needs a type');
      }
      const eventId = text(event, 'event_id') ?? ids('event');
      const thrown: unknown[] = [];
      const outgoing: Outgoing = {
        event: { ...event, event_id: eventId },
        id: eventId,
        by: 'send',
        effect: 'sign of its effect',
        limit,
        accepts(entry) {
          try {
            return accepts(entry);
          } catch (error) {
            // The stream belongs to everybody who reads it.
            thrown.push(error);
            return true;
          }
        },
      };
      return acts.perform(outgoing).then((outcome) => {
        if (thrown.length > 0) throw thrown[0];
        return outcome;
      });
    },
    close: () => link.close(),
  };
};
