import type { Instant } from './signal.ts';

/** What is made of a moment, made once for all that happened then: frames that were read together share theirs. */
export const perMoment = <T>(make: (at: Instant) => T): ((at: Instant) => T) => {
  let last: { readonly at: Instant; readonly made: T } | undefined;
  return (at) => {
    if (last?.at !== at) last = { at, made: make(at) };
    return last.made;
  };
};
