import { child, isRaw, text, type Raw } from '../../src/core/raw.ts';
import type { Simulator } from '../../src/sim/simulator.ts';

/** Numbers that look like chance and are the same every time. */
export const chance = (seed: number): ((below: number) => number) => {
  let state = seed;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    return (state >>> 8) % below;
  };
};

const parsed = (frame: string): unknown => {
  try {
    return JSON.parse(frame);
  } catch {
    return undefined;
  }
};

/** An event that crossed a sideband, and its place in the log. */
export type Logged = {
  readonly index: number;
  readonly dir: 'in' | 'out';
  readonly socket: number;
  readonly event: Raw;
};

/** What the simulator's log holds of the sidebands of a call, as far as it is events. */
export const eventsOf = (sim: Simulator, call: string | undefined): readonly Logged[] =>
  sim.log(call).flatMap(({ dir, kind, socket, text: frame }, index) => {
    const event = kind === 'sideband' ? parsed(frame) : undefined;
    return isRaw(event) ? [{ index, dir, socket, event }] : [];
  });

/** The events that were refused, by their ids, with the code they were refused with. */
export const refusedIn = (log: readonly Logged[]): ReadonlyMap<string, string> =>
  new Map(
    log.flatMap(({ dir, event }) => {
      const error = dir === 'out' && event['type'] === 'error' ? child(event, 'error') : undefined;
      const id = text(error, 'event_id');
      return id === undefined ? [] : [[id, text(error, 'code') ?? '']];
    }),
  );
