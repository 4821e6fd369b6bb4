import type { Outgoing } from '../core/outgoing.ts';
import { escapeJson } from '../core/safe.ts';
import type { Context } from './context.ts';

/** Prints the frames that a command would send, one per line. */
export const printFrames = (frames: readonly Outgoing[], context: Context): void => {
  for (const { event } of frames) context.stdout.write(`${escapeJson(JSON.stringify(event))}\n`);
};
