import { batches } from './channel.ts';
import { observer } from './observe.ts';
import type { Entry, Sink } from './ports.ts';
import type { Signal } from './signal.ts';

/**
 * Pours a call into sinks, in their order, until its stream is over, and gives the last entry. Every batch ends with
 * one flush of each sink, which is waited for. A sink that fails keeps no other from anything: the first failure is
 * thrown when the stream is over. Closing the sinks is left to the caller. `see` goes on from what was poured before.
 */
export const pump = async (
  signals: AsyncIterable<Signal>,
  sinks: readonly Sink[],
  see = observer(),
): Promise<Entry | undefined> => {
  const failures: unknown[] = [];
  const failed = (error: unknown): void => {
    if (failures.length === 0) failures.push(error);
  };
  let last: Entry | undefined;
  for await (const batch of batches(signals)) {
    for (const signal of batch) {
      // One entry at a time: what was parsed for it can be forgotten before the next is.
      const entry = see(signal);
      last = entry;
      for (const sink of sinks) {
        try {
          sink.write(entry);
        } catch (error) {
          failed(error);
        }
      }
    }
    for (const sink of sinks) {
      try {
        await sink.flush?.();
      } catch (error) {
        failed(error);
      }
    }
  }
  if (failures.length > 0) throw failures[0];
  return last;
};
