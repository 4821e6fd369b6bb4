import type { SidebandError } from '../core/error.ts';
import type { Clock, Connect } from '../core/ports.ts';

/** A Connect that gives up after `ms` over all its tries, and then rejects with what `late` gives. */
export const attachedWithin =
  (ms: number, connect: Connect, clock: Clock, late: () => SidebandError): Connect =>
  async (callId, signal) => {
    const leaving = new AbortController();
    const leave = (): void => leaving.abort();
    signal.addEventListener('abort', leave, { once: true });
    if (signal.aborted) leave();
    const there = new AbortController();
    let over = false;
    void clock.sleep(ms, there.signal).then(() => {
      if (there.signal.aborted) return;
      over = true;
      leave();
    });
    try {
      return await connect(callId, leaving.signal);
    } catch (error) {
      throw over && !signal.aborted ? late() : error;
    } finally {
      there.abort();
    }
  };
