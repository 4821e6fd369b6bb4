import type { Clock } from '../src/core/ports.ts';

/** A clock that stands still until it is told. */
export type ManualClock = Clock & {
  /** Moves both clocks on, waking sleepers in the order of their time. */
  advance(ms: number): Promise<void>;
  /** Steps the wall clock alone. */
  jump(ms: number): void;
  readonly sleeping: number;
};

const turns = async (n: number): Promise<void> => {
  for (let turn = 0; turn < n; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

export const manualClock = (): ManualClock => {
  let wall = 1_790_000_000_000;
  let mono = 1000;
  let sleepers: { due: number; wake: () => void }[] = [];
  return {
    now: () => ({ wall, mono }),
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        const sleeper = {
          due: mono + ms,
          wake: () => {
            sleepers = sleepers.filter((other) => other !== sleeper);
            signal?.removeEventListener('abort', sleeper.wake);
            resolve();
          },
        };
        if (signal?.aborted === true) return resolve();
        sleepers.push(sleeper);
        signal?.addEventListener('abort', sleeper.wake, { once: true });
      }),
    async advance(ms) {
      const until = mono + ms;
      for (;;) {
        await turns(3);
        const next = sleepers.toSorted((a, b) => a.due - b.due)[0];
        if (next === undefined || next.due > until) break;
        wall += next.due - mono;
        mono = next.due;
        next.wake();
      }
      wall += until - mono;
      mono = until;
      await turns(3);
    },
    jump(ms) {
      wall += ms;
    },
    get sleeping() {
      return sleepers.length;
    },
  };
};

/** A clock on which sleeping takes no time but moves it on: a policy of minutes runs in a moment. */
export const skippingClock = (): Clock & { readonly slept: number[]; pass(ms: number): void } => {
  let mono = 1000;
  const slept: number[] = [];
  const now = () => ({ wall: 1_790_000_000_000 + mono, mono });
  return {
    now,
    slept,
    pass(ms) {
      mono += ms;
    },
    async sleep(ms, signal) {
      await turns(1);
      if (signal?.aborted === true) return;
      mono += ms;
      slept.push(ms);
    },
  };
};
