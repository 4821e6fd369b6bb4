import { observer } from '../../src/core/observe.ts';
import type { Entry } from '../../src/core/ports.ts';
import type { Raw } from '../../src/core/raw.ts';
import type { Instant, LinkChange, Signal } from '../../src/core/signal.ts';

/** A moment this many milliseconds after the start. */
export const moment = (ms: number): Instant => ({ wall: 1_700_000_000_000 + ms, mono: ms });

/** A frame from the server; a text stands for itself. */
export const received = (event: Raw | string, ms = 0): Signal => ({
  at: moment(ms),
  kind: 'frame',
  direction: 'received',
  text: typeof event === 'string' ? event : JSON.stringify(event),
});

/** A frame of ours. */
export const sent = (event: Raw, by?: string): Signal => ({
  at: moment(0),
  kind: 'frame',
  direction: 'sent',
  text: JSON.stringify(event),
  ...(by === undefined ? {} : { by }),
});

/** News of the connection. */
export const link = (change: LinkChange, ms = 0): Signal => ({ at: moment(ms), kind: 'link', change });

/** The entries of a call, from bare server events or whole signals; the n-th comes n milliseconds after the start. */
export const play = (...steps: readonly (Raw | Signal)[]): readonly Entry[] => {
  const see = observer();
  return steps.map((step, index) => see('at' in step ? (step as Signal) : received(step, index)));
};

/** The last entry of a call. */
export const after = (...steps: readonly (Raw | Signal)[]): Entry => {
  const last = play(...steps).at(-1);
  if (last === undefined) throw new Error('a script needs a step');
  return last;
};

/** A stream that gives these values. */
export async function* from<T>(values: readonly T[]): AsyncGenerator<T> {
  yield* values;
}
