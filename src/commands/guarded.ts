import type { Sink } from '../core/ports.ts';

/** A sink whose first failure is reported and whose others are silence, so that the other sinks go on. */
export const guarded = (sink: Sink, failed: (error: unknown) => void): Sink => {
  let broken = false;
  const broke = (error: unknown): void => {
    if (!broken) failed(error);
    broken = true;
  };
  const attempt = (act: () => void | Promise<void>): void | Promise<void> => {
    try {
      return act()?.catch(broke);
    } catch (error) {
      broke(error);
    }
  };
  return {
    write: (entry) => {
      if (broken) return;
      try {
        sink.write(entry);
      } catch (error) {
        broke(error);
      }
    },
    flush: () => (broken ? undefined : attempt(() => sink.flush?.())),
    close: (end) => attempt(() => sink.close?.(end)),
  };
};
