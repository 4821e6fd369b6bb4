import type { Facts } from '../facts.ts';
import { waitedMs } from './anchors.ts';

/** A stretch of time on the receiving clock, in milliseconds. */
export type Interval = { readonly from: number; readonly to: number };

const whole = (facts: Facts, { from, to }: Interval): boolean =>
  to > from && !facts.gaps.some((gap) => gap.from.mono < to && gap.to.mono > from);

/** When the caller spoke, without the silence that was waited for at each end. */
export const callerIntervals = (facts: Facts): readonly Interval[] =>
  facts.callers
    .flatMap((speech) =>
      speech.startedAt === undefined || speech.stoppedAt === undefined
        ? []
        : [
            {
              from: speech.startedAt.mono,
              to: Math.max(speech.startedAt.mono, speech.stoppedAt.mono - (waitedMs(speech) ?? 0)),
            },
          ],
    )
    .filter((interval) => whole(facts, interval));

/** When the agent was heard. Only where playback is reported. */
export const agentIntervals = (facts: Facts): readonly Interval[] =>
  [...facts.responses.values()]
    .flatMap(({ audibleAt, silentAt }) =>
      audibleAt === undefined || silentAt === undefined ? [] : [{ from: audibleAt.mono, to: silentAt.mono }],
    )
    .filter((interval) => whole(facts, interval));

/** Intervals in order, those that touch made one. */
export const union = (intervals: readonly Interval[]): readonly Interval[] => {
  const joined: { from: number; to: number }[] = [];
  for (const { from, to } of intervals.toSorted((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else joined.push({ from, to });
  }
  return joined;
};

/** The milliseconds of a union. */
export const lengthOf = (intervals: readonly Interval[]): number =>
  intervals.reduce((sum, { from, to }) => sum + to - from, 0);

/** The milliseconds in which both were at it. */
export const overlap = (a: readonly Interval[], b: readonly Interval[]): number =>
  lengthOf(union(a)) + lengthOf(union(b)) - lengthOf(union([...a, ...b]));

/** The stretches between the intervals, within `from` and `to`. */
export const between = (intervals: readonly Interval[], from: number, to: number): readonly Interval[] => {
  const gaps: Interval[] = [];
  let at = from;
  for (const interval of union(intervals)) {
    if (interval.from > at) gaps.push({ from: at, to: Math.min(interval.from, to) });
    at = Math.max(at, interval.to);
  }
  if (at < to) gaps.push({ from: at, to });
  return gaps.filter((gap) => gap.to > gap.from);
};
