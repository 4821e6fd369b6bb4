import type { Clock, Safe } from '../core/ports.ts';
import { safe } from '../core/safe.ts';
import type { Outlet } from './outlet.ts';

/** What to show in the last row, given the cells there are; undefined shows nothing. */
export type LiveText = (columns: number) => Safe | undefined;

/** An outlet with a last row that comes and goes: whatever is written appears above it. */
export type LiveLine = Outlet & {
  /** Shows or replaces the last row, at most thirty times a second. */
  show(text: LiveText): void;
};

const frame = 1000 / 30;

/**
 * From the first column of a row: that row and everything under it gone, the cursor where it was. The rows under it go
 * from the second column, because tmux keeps a screen that is cleared from its first cell in its history.
 */
export const wipe = safe`\x1b[K\x1b[C\x1b[J\r`;

// Back to the first column, and away with everything from there on: a terminal that got narrower has wrapped the row.
const erasing = safe`\r\x1b[0m${wipe}`;

/**
 * A transient last row on a terminal (never anywhere else). `columns` is asked for at every frame. Closing erases it and
 * leaves the terminal as it was: nothing of it is hidden or switched, so there is nothing else to restore.
 */
export const liveLine = (
  inner: Outlet,
  { columns, clock }: { readonly columns: () => number | undefined; readonly clock: Clock },
): LiveLine => {
  const over = new AbortController();
  let wanted: LiveText = () => undefined;
  let drawn: Safe | undefined;
  let lastFrame = Number.NEGATIVE_INFINITY;
  let planned = false;

  const erase = (): void => {
    if (drawn !== undefined) inner.write(erasing);
    drawn = undefined;
  };
  const draw = (): void => {
    // The last column is left free: a cursor behind it would wrap.
    const text = over.signal.aborted ? undefined : wanted(Math.max(1, (columns() ?? 80) - 1));
    if (text === drawn || !inner.room('delta')) return;
    erase();
    lastFrame = clock.now().mono;
    if (text === undefined) return;
    inner.write(text);
    drawn = text;
  };
  const later = async (wait: number): Promise<void> => {
    planned = true;
    await clock.sleep(wait, over.signal);
    planned = false;
    if (over.signal.aborted) return;
    draw();
    await inner.flush();
  };

  return {
    room: (weight) => inner.room(weight),
    onRoom: (call) => inner.onRoom(call),
    write(text) {
      erase();
      inner.write(text);
    },
    flush() {
      // Erased for what was written above it, it must come back in the same piece.
      if (drawn === undefined) draw();
      return inner.flush();
    },
    show(text) {
      wanted = text;
      if (planned || over.signal.aborted) return;
      const wait = lastFrame + frame - clock.now().mono;
      if (wait > 0) void later(wait);
      else {
        draw();
        void inner.flush();
      }
    },
    close() {
      over.abort();
      erase();
      return inner.close();
    },
  };
};
