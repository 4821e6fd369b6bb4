import type { Clock, Ids } from '../core/ports.ts';

/** The longest a timer of Node can run, in milliseconds; it fires at once when asked for more. */
const longest = 2 ** 31 - 1;

/** The real time: `wall` from the system's clock, `mono` from the one that never steps. */
export const systemClock = (): Clock => ({
  now: () => ({ wall: Date.now(), mono: performance.now() }),
  async sleep(ms, signal) {
    let left = ms;
    for (; left > longest; left -= longest) {
      if (signal?.aborted === true) return;
      await pause(longest, signal);
    }
    await pause(left, signal);
  },
});

const pause = (ms: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve) => {
    if (signal?.aborted === true) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, Math.max(0, Math.ceil(ms)));
    signal?.addEventListener('abort', done, { once: true });
  });

const letters = 'abcdefghijklmnopqrstuvwxyz234567';

/** Ids of one run: `rts_`, six random characters, a letter for the kind, a counter. */
export const runIds = (random: () => number = Math.random): Ids => {
  const run = Array.from({ length: 6 }, () => letters[Math.floor(random() * letters.length)]).join('');
  let count = 0;
  return (kind) => {
    count += 1;
    return `rts_${run}_${kind.charAt(0)}${count}`;
  };
};

/** The number of this process: what a lock file names its holder by. */
export { pid as ownPid } from 'node:process';
