import { measure, type Measuring, type Metrics } from '../metrics.ts';
import type { Entry } from '../ports.ts';
import type { Expectation } from './expectation.ts';
import { judge, type Judged } from './judge.ts';

/** What a recording is found to be like. */
export type Found = {
  readonly judged: readonly Judged[];
  readonly metrics: Metrics;
  /** How long the call was watched, in milliseconds. */
  readonly ms: number;
};

/** Judges and measures a recording: pour in its entries, then ask; `ended` says whether it has its end record. */
export const judgeRecorded = (
  expectations: readonly Expectation[],
  how: { readonly inOrder: boolean },
  measuring: Measuring,
): { readonly write: (entry: Entry) => void; readonly found: (ended: boolean) => Found } => {
  const judging = judge(expectations, how);
  const meter = measure(measuring);
  return {
    write(entry) {
      judging.write(entry);
      meter.write(entry);
    },
    found(ended) {
      const metrics = meter.value();
      const judged = judging.verdicts(() => metrics);
      const { first, last } = meter.facts;
      return {
        // What a recording that stops short does not show may still have come.
        judged: ended ? judged : judged.map(stopsShort),
        metrics,
        ms: first === undefined || last === undefined ? 0 : last.mono - first.mono,
      };
    },
  };
};

const stopsShort = ({ expectation, verdict }: Judged): Judged => {
  const open =
    (expectation.kind === 'presence' && verdict.state === 'unmet') ||
    (expectation.kind === 'absence' && verdict.state === 'met');
  if (!open) return { expectation, verdict };
  const why = 'the recording stops before the end of the call';
  return {
    expectation,
    verdict: { state: 'unknown', why, seen: verdict.state === 'met' ? [] : verdict.seen },
  };
};
