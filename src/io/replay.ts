import type { Batched } from '../core/channel.ts';
import { SidebandError } from '../core/error.ts';
import type { Clock, Connect } from '../core/ports.ts';
import type { ReadRecord } from '../core/read-record.ts';
import type { EndReason, Instant, Signal } from '../core/signal.ts';
import type { Recording } from './recording-file.ts';

export type ReplayOptions = {
  /** Times as fast as it was; `max` does not wait at all. */
  readonly speed: number | 'max';
  readonly clock: Clock;
  /** Told of each line that is left out because it cannot be read, with the reason in words. */
  readonly skipped?: (reason: string) => void;
};

/**
 * A recording as a connection: the signals it holds, with the moments they had then, paced as they were. It ends with
 * the recorded `closed` (and what was noted of commands behind it), or with one of its own that says that the recording
 * stops short. Nothing can be sent.
 */
export const replay =
  (recording: Recording, { speed, clock, skipped }: ReplayOptions): Connect =>
  async (_callId, abort) => {
    const left = new AbortController();
    const stop = AbortSignal.any([abort, left.signal]);
    const source = recording.records();
    let last: Instant = recording.header.startedAt;
    // Read, and told: what was read may still wait for its time.
    let closed = false;
    let told = false;
    let over = false;
    let ready: readonly Signal[] = [];
    let started: { readonly clock: number; readonly recording: number } | undefined;

    const closing = (reason: EndReason, message: string): Signal => {
      over = true;
      const exit = reason === 'detached' ? 'ok' : 'unknown';
      return { at: last, kind: 'link', change: { to: 'closed', reason, message, exit } };
    };
    const isClosed = (signal: Signal): boolean => signal.kind === 'link' && signal.change.to === 'closed';
    const isNotice = (signal: Signal): boolean => signal.kind === 'link' && signal.change.to === 'notice';

    const read = (records: readonly ReadRecord[]): readonly Signal[] => {
      const signals: Signal[] = [];
      for (const record of records) {
        if (record.kind === 'unreadable') skipped?.(record.reason);
        if (record.kind !== 'signal' || (closed && !isNotice(record.signal))) continue;
        signals.push(record.signal);
        closed ||= isClosed(record.signal);
      }
      return signals;
    };
    const refill = async (): Promise<void> => {
      for (;;) {
        if (ready.length > 0 || over) return;
        const next = await source.next();
        if (next.done !== true) ready = read(next.value);
        else if (closed) over = true;
        else ready = [closing('unknown', 'the recording stops here, before the end')];
      }
    };

    /** The signals whose time has come, waiting for the first one. */
    const due = async (factor: number): Promise<readonly Signal[]> => {
      const [first] = ready;
      if (first === undefined) return [];
      started ??= { clock: clock.now().mono, recording: first.at.mono };
      const { clock: from, recording: then } = started;
      const wait = ({ at }: Signal): number => (at.mono - then) / factor - (clock.now().mono - from);
      const before = wait(first);
      if (before > 0) await clock.sleep(before, stop);
      const later = ready.findIndex((signal, index) => index > 0 && wait(signal) > 0);
      const now = later === -1 ? ready : ready.slice(0, later);
      ready = later === -1 ? [] : ready.slice(later);
      return now;
    };

    const take = async (): Promise<readonly Signal[] | undefined> => {
      if (!stop.aborted) await refill();
      if (over && ready.length === 0) {
        await source.return(undefined);
        return undefined;
      }
      let batch = ready;
      if (!stop.aborted && speed !== 'max') batch = await due(speed);
      else ready = [];
      // Leaving may have come at any of the waits above.
      if (stop.aborted) {
        ready = [];
        batch = told ? [] : [closing('detached', 'stopped replaying')];
        over = true;
      }
      told ||= batch.some(isClosed);
      last = batch.at(-1)?.at ?? last;
      return batch;
    };
    const signals: Batched<Signal> = {
      take,
      async *[Symbol.asyncIterator]() {
        try {
          for (let batch = await take(); batch !== undefined; batch = await take()) yield* batch;
        } finally {
          await source.return(undefined);
        }
      },
    };

    return {
      signals,
      async send() {
        throw new SidebandError('usage', 'a recording cannot be talked to', { reason: 'not-sent' });
      },
      async close() {
        left.abort();
      },
    };
  };
