import type { CallExpectations } from './call-expectations.ts';
import { converse, type Conversing } from './conversing.ts';

/** What is done on a call we placed, until nothing is left to do; durations in milliseconds. */
export type Talking = Omit<Conversing, 'patience' | 'listenFirst'> & {
  readonly answerWithin?: number | undefined;
  readonly listenFirst?: number | undefined;
  /** Something is said. */
  readonly speaks: boolean;
  readonly expected: CallExpectations | undefined;
  /** How long is waited for what is expected once all is said. */
  readonly within?: number | undefined;
  /** A stop condition ends the call: without what is expected it lasts until then. */
  readonly lasting: boolean;
};

/** How long the agent may take to begin an answer. */
const usualPatience = 20_000;

/** How long is waited for what is expected: once all is said, and where nothing is. */
const afterWords = 10_000;
const withoutWords = 30_000;

/** Speaks, then waits for what is expected, then for the end: returns when it is time to hang up, or `signal` says so. */
export const talk = async (talking: Talking): Promise<void> => {
  const {
    speaks,
    expected,
    within,
    lasting,
    signal,
    listenFirst = 0,
    answerWithin = usualPatience,
  } = talking;
  if (speaks) await converse({ ...talking, patience: answerWithin, listenFirst });
  if (signal.aborted) return;
  if (expected !== undefined) {
    const usual = lasting ? longest : speaks ? afterWords : withoutWords;
    const came = await expected.come(within ?? usual, signal);
    // What should never come has the whole window, where one was given.
    if (came && expected.decides) return;
    if (!lasting) return;
  } else if (speaks && !lasting) return;
  await aborted(signal);
};

/** Longer than any call. */
const longest = 86_400_000;

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
