import type { Clock } from '../../src/core/ports.ts';

/** A clock that goes when it is told to. */
export const manualClock = (wall = Date.UTC(2026, 10, 21, 10)) => {
  let mono = 0;
  const sleepers = new Set<{ until: number; wake: () => void }>();
  const clock: Clock = {
    now: () => ({ wall: wall + mono, mono }),
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted === true) return resolve();
        const sleeper = {
          until: mono + ms,
          wake: () => {
            sleepers.delete(sleeper);
            signal?.removeEventListener('abort', sleeper.wake);
            resolve();
          },
        };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', sleeper.wake, { once: true });
      }),
  };
  return {
    clock,
    sleeping: () => sleepers.size,
    async advance(ms: number) {
      mono += ms;
      for (const sleeper of sleepers) if (sleeper.until <= mono) sleeper.wake();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
};
