import { newSession } from '../../src/core/session.ts';
import type { Known } from '../../src/core/slash.ts';

/** What completion may look at, where nothing is known but what is given. */
export const knownOf = (given: Partial<Known> = {}): Known => ({
  session: newSession,
  eventTypes: [],
  numbers: () => [],
  earlierTools: () => [],
  ringing: () => [],
  commands: [],
  ...given,
});
