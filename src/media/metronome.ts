import { realSchedule, type Schedule } from './schedule.ts';

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
export const metronome = (schedule: Schedule = realSchedule): Metronome => {
  const members = new Set<() => void>();
  let cancel: (() => void) | undefined;
  let start = 0;
  let ticks = 0;
  let over = false;

  const arm = (): void => {
    cancel = schedule.after(Math.max(0, start + (ticks + 1) * frameMs - schedule.now()), run);
  };
  const run = (): void => {
    cancel = undefined;
    const late = schedule.now() - start - ticks * frameMs;
    if (late > longestCatchUp) start += late - frameMs;
    while (members.size > 0 && start + (ticks + 1) * frameMs <= schedule.now() + 1) {
      ticks += 1;
      for (const tick of members) tick();
    }
    if (members.size > 0 && !over) arm();
  };

  return {
    join(tick) {
      if (over) return () => {};
      if (members.size === 0 && cancel === undefined) {
        start = schedule.now();
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
