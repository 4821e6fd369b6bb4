import { realSchedule, type Cancel, type Schedule } from '../media/schedule.ts';

/**
 * The simulator's time in milliseconds since it started. What is planned runs in the order of its due time (ties: in
 * the order it was planned) and sees exactly that time, however late the machine is: so a script gives the same frames
 * in the same order on any machine.
 */
export type Timeline = {
  now(): number;
  after(ms: number, run: () => void): Cancel;
  /** Runs something that comes from outside, after everything that was due before it. */
  enter(run: () => void): void;
  stop(): void;
};

/** The longest a timer can be: one that is longer goes off at once. */
const longestTimer = 2 ** 31 - 1;

type Task = { readonly due: number; readonly run: () => void };

/** A timeline that runs `speed` times as fast as its schedule. */
export const timeline = (schedule: Schedule = realSchedule, speed = 1): Timeline => {
  const start = schedule.now();
  const queue: Task[] = [];
  let clock = 0;
  let running = false;
  let over = false;
  let disarm: Cancel = () => {};

  const elapsed = (): number => (schedule.now() - start) * speed;
  // What comes from outside happens on a whole millisecond: so sums of delays stay exact.
  const moment = (): number => (running ? clock : Math.max(clock, Math.ceil(elapsed())));
  const arm = (): void => {
    disarm();
    const [next] = queue;
    if (next !== undefined && !over)
      disarm = schedule.after(Math.min(longestTimer, Math.max(0, (next.due - elapsed()) / speed)), drain);
  };
  const runDue = (until: number): void => {
    // Stopping empties the queue.
    for (let [next] = queue; next !== undefined && next.due <= until; [next] = queue) {
      queue.shift();
      clock = Math.max(clock, next.due);
      next.run();
    }
  };
  const busy = (work: () => void): void => {
    running = true;
    try {
      work();
    } finally {
      running = false;
      arm();
    }
  };
  // Timers may fire up to a millisecond early: that must not cost another turn.
  const drain = (): void => busy(() => runDue(elapsed() + speed));

  return {
    now: moment,
    after(ms, run) {
      if (over) return () => {};
      const task: Task = { due: moment() + Math.max(0, ms), run };
      let low = 0;
      let high = queue.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((queue[middle]?.due ?? 0) <= task.due) low = middle + 1;
        else high = middle;
      }
      queue.splice(low, 0, task);
      if (!running && queue[0] === task) arm();
      return () => {
        const index = queue.indexOf(task);
        if (index >= 0) queue.splice(index, 1);
      };
    },
    enter(run) {
      if (over) return;
      if (running) return run();
      busy(() => {
        runDue(elapsed());
        clock = Math.max(clock, Math.ceil(elapsed()));
        run();
      });
    },
    stop() {
      over = true;
      disarm();
      queue.length = 0;
    },
  };
};
