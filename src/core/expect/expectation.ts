import type { Metrics } from '../metrics.ts';
import type { Entry } from '../ports.ts';

/** What met an expectation, or broke it: where in the stream, and an excerpt of it (untrusted). */
export type Evidence = { readonly seq: number; readonly ms: number; readonly what: string };

/** What came of an expectation. `unknown`: a gap hides what would decide. */
export type Verdict =
  | { readonly state: 'met'; readonly by?: Evidence }
  | {
      readonly state: 'unmet' | 'unknown';
      /** Why, in our words. */
      readonly why: string;
      /** What was seen instead, nearest first (untrusted). */
      readonly seen: readonly string[];
    };

/** An expectation at work on one call. */
export type Check = {
  /** Looks at one more entry; answers as soon as it is decided. `ms` counts from the start of watching. */
  write(entry: Entry, ms: number): Verdict | undefined;
  /** What is true when the window is over. */
  end(call: { readonly metrics: () => Metrics; readonly gaps: number }): Verdict;
};

/** Something expected of a call, as it was written. */
export type Expectation = {
  readonly text: string;
  /** `presence` is met by something that comes; `absence` and `threshold` are judged when the window is over. */
  readonly kind: 'presence' | 'absence' | 'threshold';
  readonly begin: () => Check;
};
