import type { Cancel } from '../media/schedule.ts';
import type { Timeline } from './timeline.ts';

/** What a routine waits for: some milliseconds, or somebody who calls `resume`. */
export type Pause = number | ((resume: () => void) => Cancel);

/** Things that happen one after another on the timeline. */
export type Routine = Generator<Pause, void, void>;

/** Runs a routine from the next moment on; the returned function stops it between two of its steps. `done` is not called then. */
export const play = (timeline: Timeline, routine: Routine, done?: () => void): Cancel => {
  let over = false;
  const advance = (): void => {
    if (over) return;
    const step = routine.next();
    if (over) return;
    if (step.done === true) {
      over = true;
      done?.();
    } else if (typeof step.value === 'number') {
      cancel = timeline.after(step.value, advance);
    } else {
      let resumed = false;
      const stop = step.value(() => {
        if (resumed) return;
        resumed = true;
        stop();
        cancel = timeline.after(0, advance);
      });
      cancel = stop;
    }
  };
  let cancel = timeline.after(0, advance);
  return () => {
    over = true;
    cancel();
  };
};
