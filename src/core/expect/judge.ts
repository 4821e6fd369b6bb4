import type { Metrics } from '../metrics.ts';
import type { Entry } from '../ports.ts';
import type { Expectation, Verdict } from './expectation.ts';

/** An expectation and what came of it. */
export type Judged = { readonly expectation: Expectation; readonly verdict: Verdict };

/** Judges one call as it goes by. */
export type Judge = {
  write(entry: Entry): void;
  /** True when nothing that may still come can change the answer. */
  settled(): boolean;
  /** What came of each, in the order they were given, as if the window were over now. */
  verdicts(metrics: () => Metrics): readonly Judged[];
};

/** A judge of these expectations; `inOrder`: what is to come has to come in the order it is given. */
export const judge = (
  expectations: readonly Expectation[],
  { inOrder = false }: { inOrder?: boolean } = {},
): Judge => {
  const checks = expectations.map((expectation) => ({
    expectation,
    check: expectation.begin(),
    verdict: undefined as Verdict | undefined,
  }));
  let start: number | undefined;
  let gaps = 0;
  return {
    write(entry) {
      const { mono } = entry.signal.at;
      start ??= mono;
      if (entry.event.kind === 'link' && entry.event.change.to === 'gap') gaps += 1;
      let waiting = false;
      for (const one of checks) {
        if (one.verdict !== undefined) continue;
        const ordered = inOrder && one.expectation.kind === 'presence';
        if (ordered && waiting) continue;
        one.verdict = one.check.write(entry, mono - start);
        // What met one does not meet the next as well.
        if (ordered) waiting = true;
      }
    },
    settled: () => checks.every(({ verdict }) => verdict !== undefined),
    verdicts: (metrics) => {
      let missing: string | undefined;
      return checks.map(({ expectation, check, verdict }) => {
        const found = verdict ?? check.end({ metrics, gaps });
        const before = missing;
        if (inOrder && expectation.kind === 'presence' && found.state !== 'met') missing ??= expectation.text;
        return {
          expectation,
          verdict:
            before !== undefined && expectation.kind === 'presence' && found.state === 'unmet'
              ? { ...found, why: `not looked for: before it has to come “${before}”`, seen: [] }
              : found,
        };
      });
    },
  };
};
