/** Takes a scheduled thing back; harmless when it has already happened. */
export type Cancel = () => void;

/** A clock and its timer, in milliseconds. */
export type Schedule = { now(): number; after(ms: number, run: () => void): Cancel };

/** The machine's own monotonic clock. */
export const realSchedule: Schedule = {
  now: () => performance.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
