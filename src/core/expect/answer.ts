import type { ExitName } from '../error.ts';
import type { Expectation } from './expectation.ts';
import type { Judged } from './judge.ts';

/** The answer to several expectations: `unmet` when one is not met, `unknown` when a gap hides one. */
export const answer = (judged: readonly Judged[]): Extract<ExitName, 'ok' | 'unmet' | 'unknown'> => {
  if (judged.some(({ verdict }) => verdict.state === 'unmet')) return 'unmet';
  return judged.some(({ verdict }) => verdict.state === 'unknown') ? 'unknown' : 'ok';
};

/** Nothing can be said of any of them, and why: reports name what could not be read, too. */
export const undecided = (expectations: readonly Expectation[], why: string): readonly Judged[] =>
  expectations.map((expectation) => ({ expectation, verdict: { state: 'unknown', why, seen: [] } }));
