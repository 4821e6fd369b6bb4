import type { Schedule } from '../src/media/schedule.ts';

/** A clock that stands still until it is told; `late` moves it on without its timers being served in time. */
export type ManualSchedule = Schedule & {
  pass(ms: number): void;
  late(ms: number): void;
  readonly armed: number;
};

export const manualSchedule = (): ManualSchedule => {
  let now = 1000;
  let timers: { readonly due: number; readonly run: () => void }[] = [];
  const serve = (until: number): void => {
    for (;;) {
      const [next] = timers.filter((timer) => timer.due <= until).toSorted((a, b) => a.due - b.due);
      if (next === undefined) return;
      timers = timers.filter((timer) => timer !== next);
      now = Math.max(now, next.due);
      next.run();
    }
  };
  return {
    now: () => now,
    after(ms, run) {
      const timer = { due: now + ms, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    pass(ms) {
      const until = now + ms;
      serve(until);
      now = until;
    },
    late(ms) {
      now += ms;
      serve(now);
    },
    get armed() {
      return timers.length;
    },
  };
};
