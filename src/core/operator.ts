import { SidebandError } from './error.ts';
import type { Outgoing } from './outgoing.ts';
import type { Clock, Entry, Link, Sink } from './ports.ts';
import { newSession, type Session } from './session.ts';
import { settle, type Outcome } from './settle.ts';
import { seconds } from './words.ts';

/** Why a wait ended without what was waited for. */
export type Vain = { readonly vain: 'timeout' | 'closed' };

/** Somebody who acts on a call: sends, and watches the same stream everybody sees for what comes of it. */
export type Operator = Sink & {
  /** What is believed about the call right now. */
  session(): Session;
  /** Sends one client event, at most once, and waits for what becomes of it: `within` ms, or until `enough`. Never rejects. */
  perform(outgoing: Outgoing, within?: number, enough?: AbortController): Promise<Outcome>;
  /**
   * The first answer of `look` that is not undefined, over the entries still to come. Start it before the send whose
   * effect it waits for: both can arrive in one read. Aborting `enough` ends it as a timeout.
   */
  awaits<T>(
    look: (entry: Entry) => T | undefined,
    within: number,
    enough?: AbortController,
  ): Promise<T | Vain>;
};

type Watcher = { readonly see: (entry: Entry) => void; readonly over: () => void };

/** An operator on a link. It is a sink: put it among the others, so that the stream keeps its one consumer. */
export const operator = (link: Link, clock: Clock): Operator => {
  const watchers = new Set<Watcher>();
  let last: Entry | undefined;
  let closed = false;

  const awaits = async <T>(
    look: (entry: Entry) => T | undefined,
    within: number,
    enough = new AbortController(),
  ): Promise<T | Vain> => {
    if (closed) return { vain: 'closed' };
    let watcher: Watcher | undefined;
    const found = new Promise<T | Vain>((resolve) => {
      watcher = {
        see: (entry) => {
          const answer = look(entry);
          if (answer !== undefined) resolve(answer);
        },
        over: () => resolve({ vain: 'closed' }),
      };
      watchers.add(watcher);
    });
    const late = clock.sleep(within, enough.signal).then((): Vain => ({ vain: 'timeout' }));
    try {
      return await Promise.race([found, late]);
    } finally {
      if (watcher !== undefined) watchers.delete(watcher);
      enough.abort();
    }
  };

  const over = (): void => {
    closed = true;
    for (const watcher of watchers) watcher.over();
  };

  return {
    session: () => last?.session ?? newSession,
    awaits,
    async perform(outgoing, within = outgoing.limit, enough = new AbortController()) {
      if (closed) return { outcome: 'not-sent', reason: 'the connection is closed' };
      const answer = awaits((entry) => settle(outgoing, entry), within, enough);
      try {
        await link.send(outgoing.event, outgoing.by);
      } catch (error) {
        enough.abort();
        const reason = error instanceof SidebandError ? error.message : 'the socket took nothing';
        return { outcome: 'not-sent', reason };
      }
      const outcome = await answer;
      if (!('vain' in outcome)) return outcome;
      return outcome.vain === 'closed'
        ? { outcome: 'unknown', reason: 'the connection closed before the session answered' }
        : { outcome: 'unknown', reason: `no ${outgoing.effect} within ${seconds(within)}`, timeout: true };
    },
    write(entry) {
      last = entry;
      for (const watcher of watchers) watcher.see(entry);
      if (entry.event.kind === 'link' && entry.event.change.to === 'closed') over();
    },
    close: () => over(),
  };
};
