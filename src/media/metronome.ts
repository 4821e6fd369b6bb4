/** A clock and its timer, in milliseconds. */
export type Beat = { now(): number; after(ms: number, run: () => void): () => void };

/** The machine's own monotonic clock. */
export const machineBeat: Beat = {
  now: () => performance.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

/** The length of a frame in milliseconds. */
const frameMs = 10;

/** How late a tick may be and still be made up for, in milliseconds: after a longer standstill time has been lost. */
const longestCatchUp = 500;

/** One timer for any number of voices; it runs only while somebody has something to say. */
export type Metronome = {
  /** Calls `tick` once for every ten milliseconds from now on, until the returned function is called. */
  join(tick: () => void): () => void;
  stop(): void;
};

/** A metronome that does not drift: ticks are counted from the beginning, and late ones are made up for. */
export const metronome = (beat: Beat = machineBeat): Metronome => {
  const members = new Set<() => void>();
  let cancel: (() => void) | undefined;
  let start = 0;
  let ticks = 0;
  let over = false;

  const arm = (): void => {
    cancel = beat.after(Math.max(0, start + (ticks + 1) * frameMs - beat.now()), run);
  };
  const run = (): void => {
    cancel = undefined;
    const late = beat.now() - start - ticks * frameMs;
    if (late > longestCatchUp) start += late - frameMs;
    while (members.size > 0 && start + (ticks + 1) * frameMs <= beat.now() + 1) {
      ticks += 1;
      for (const tick of members) tick();
    }
    if (members.size > 0 && !over) arm();
  };

  return {
    join(tick) {
      if (over) return () => {};
      if (members.size === 0 && cancel === undefined) {
        start = beat.now();
        ticks = 0;
        arm();
      }
      members.add(tick);
      return () => {
        members.delete(tick);
        if (members.size > 0) return;
        cancel?.();
        cancel = undefined;
      };
    },
    stop() {
      over = true;
      members.clear();
      cancel?.();
      cancel = undefined;
    },
  };
};
