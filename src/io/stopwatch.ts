import type { Hop, Stage } from '../core/dial-failure.ts';
import type { Clock } from '../core/ports.ts';

/** Measures the stages of a dial. */
export type Stopwatch = {
  readonly at: (stage: Stage, hop: Hop) => void;
  /** Milliseconds of each stage up to now; what was gone through twice is summed. */
  times(): Partial<Readonly<Record<Stage, number>>>;
  /** Which machine was waited for last. */
  hop(): Hop | undefined;
};

/** A stopwatch that starts with the first stage. */
export const stopwatch = (clock: Clock): Stopwatch => {
  const passed: { readonly stage: Stage; readonly at: number }[] = [];
  let last: Hop | undefined;
  return {
    at: (stage, hop) => {
      last = hop;
      passed.push({ stage, at: clock.now().mono });
    },
    times() {
      const now = clock.now().mono;
      const times: Partial<Record<Stage, number>> = {};
      for (const [index, { stage, at }] of passed.entries()) {
        times[stage] = (times[stage] ?? 0) + (passed[index + 1]?.at ?? now) - at;
      }
      return Object.fromEntries(
        Object.entries(times).map(([stage, ms]) => [stage, Math.round(ms * 10) / 10]),
      );
    },
    hop: () => last,
  };
};
