import type { Schedule } from '../../src/sim/timeline.ts';

/** A clock that stands still until a test moves it. */
export type ManualSchedule = Schedule & { pass(ms: number): void; readonly waiting: () => number };

/** A schedule at zero. */
export const manualSchedule = (): ManualSchedule => {
  let now = 0;
  let timers: { due: number; run: () => void }[] = [];
  return {
    now: () => now,
    after(ms, run) {
      const timer = { due: now + ms, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
    pass(ms) {
      const until = now + ms;
      for (;;) {
        const next = timers.toSorted((left, right) => left.due - right.due)[0];
        if (next === undefined || next.due > until) break;
        timers = timers.filter((one) => one !== next);
        now = Math.max(now, next.due);
        next.run();
      }
      now = until;
    },
    waiting: () => timers.length,
  };
};
