import { seenMs } from '../facts.ts';
import { measure, type Measuring, type Metrics } from '../metrics.ts';
import type { Entry } from '../ports.ts';
import type { Expectation } from './expectation.ts';
import { judge, type Judged } from './judge.ts';

/** What a call is found to be like. */
export type Found = {
  readonly judged: readonly Judged[];
  readonly metrics: Metrics;
  /** How long the call was watched, in milliseconds. */
  readonly ms: number;
};

/** Judges and measures a call: pour in its entries, then ask. */
export const judgeMeasured = (
  expectations: readonly Expectation[],
  how: { readonly inOrder: boolean },
  measuring: Measuring,
): {
  readonly write: (entry: Entry) => void;
  readonly settled: () => boolean;
  readonly found: () => Found;
} => {
  const judging = judge(expectations, how);
  const meter = measure(measuring, { words: false });
  return {
    write(entry) {
      judging.write(entry);
      meter.write(entry);
    },
    settled: () => judging.settled(),
    found() {
      const metrics = meter.value();
      return {
        judged: judging.verdicts(() => metrics),
        metrics,
        ms: seenMs(meter.facts),
      };
    },
  };
};

/** Judges and measures a recording, as a call; `ended` says whether it has its end record. */
export const judgeRecorded = (
  ...given: Parameters<typeof judgeMeasured>
): { readonly write: (entry: Entry) => void; readonly found: (ended: boolean) => Found } => {
  const { write, found } = judgeMeasured(...given);
  return {
    write,
    found(ended) {
      const whole = found();
      // What a recording that stops short does not show may still have come.
      return ended ? whole : { ...whole, judged: whole.judged.map(stopsShort) };
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
