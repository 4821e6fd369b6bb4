import { only } from '../core/filter.ts';
import type { Clock, Entry, Sink } from '../core/ports.ts';
import type { Values } from './command.ts';
import type { stopOptions } from './view-options.ts';

/** The values of the flags that say when to stop. */
export type StopValues = Values<typeof stopOptions>;

/** When a watch stops by itself; durations in milliseconds. */
export type Stops = {
  readonly for?: number | undefined;
  readonly idle?: number | undefined;
  readonly max?: number | undefined;
  readonly until?: ((entry: Entry) => boolean) | undefined;
  /** Which entries count as events for `max`: those that are shown. */
  readonly counts?: ((entry: Entry) => boolean) | undefined;
};

/** The stop conditions of a command's flags; `counts` says what is an event for `--max`. */
export const stopsFor = (options: StopValues, counts: (entry: Entry) => boolean): Stops => {
  return {
    for: options.for,
    idle: options.idle,
    max: options.max,
    counts,
    until: options.until === undefined ? undefined : only(options.until),
  };
};

/** Tells of each entry, in order, whether `max` or `until` is met by now: true from the one that meets it on. */
export const met = ({ max, until, counts = () => true }: Stops): ((entry: Entry) => boolean) => {
  let seen = 0;
  let over = false;
  return (entry) => {
    if (over || entry.signal.kind !== 'frame') return over;
    if (max !== undefined && counts(entry)) seen += 1;
    over = (max !== undefined && seen >= max) || until?.(entry) === true;
    return over;
  };
};

/** A sink that calls `leave` once a stop condition is met. Its timers end with `signal`. */
export const stopping = (stops: Stops, clock: Clock, signal: AbortSignal, leave: () => void): Sink => {
  const { idle } = stops;
  const over = met(stops);
  let lastEvent = clock.now().mono;

  const whenIdle = async (limit: number): Promise<void> => {
    while (!signal.aborted) {
      const left = lastEvent + limit - clock.now().mono;
      if (left <= 0) return leave();
      await clock.sleep(left, signal);
    }
  };
  const afterAll = async (limit: number): Promise<void> => {
    await clock.sleep(limit, signal);
    // A stream that ended before has its own exit.
    if (!signal.aborted) leave();
  };
  if (stops.for !== undefined) void afterAll(stops.for);
  if (idle !== undefined) void whenIdle(idle);

  return {
    write(entry) {
      if (entry.signal.kind !== 'frame') return;
      lastEvent = entry.signal.at.mono;
      if (over(entry)) leave();
    },
  };
};
