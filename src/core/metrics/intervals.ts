import type { Facts } from '../facts.ts';
import { waitedMs } from './anchors.ts';

/** A stretch of time on the receiving clock, in milliseconds. */
export type Interval = { readonly from: number; readonly to: number };

const whole = (facts: Facts, { from, to }: Interval): boolean =>
  to > from && !facts.gaps.some((gap) => gap.from.mono < to && gap.to.mono > from);

/** When the caller spoke, without the silence that was waited for at each end. */
export const callerIntervals = (facts: Facts): readonly Interval[] => {
  const found: Interval[] = [];
  for (const speech of facts.callers) {
    const { startedAt: from, stoppedAt } = speech;
    if (from === undefined || stoppedAt === undefined) continue;
    const interval = { from, to: Math.max(from, stoppedAt - (waitedMs(speech) ?? 0)) };
    if (whole(facts, interval)) found.push(interval);
  }
  return found;
};

/** When the agent was heard. Only where playback is reported. */
export const agentIntervals = (facts: Facts): readonly Interval[] => {
  const found: Interval[] = [];
  for (const { audibleAt: from, silentAt: to } of facts.responses)
    if (from !== undefined && to !== undefined && whole(facts, { from, to })) found.push({ from, to });
  return found;
};

/** Intervals in order, those that touch made one. */
export function* union(intervals: readonly Interval[]): Generator<Interval> {
  let last: { from: number; to: number } | undefined;
  for (const { from, to } of intervals.toSorted((a, b) => a.from - b.from)) {
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else {
      if (last !== undefined) yield last;
      last = { from, to };
    }
  }
  if (last !== undefined) yield last;
}

/** The milliseconds of a union. */
export const lengthOf = (intervals: Iterable<Interval>): number => {
  let sum = 0;
  for (const { from, to } of intervals) sum = sum + to - from;
  return sum;
};

/** The milliseconds in which both were at it. */
export const overlap = (a: readonly Interval[], b: readonly Interval[]): number =>
  lengthOf(union(a)) + lengthOf(union(b)) - lengthOf(union([...a, ...b]));

/** The stretches between the intervals, within `from` and `to`. */
export function* between(intervals: readonly Interval[], from: number, to: number): Generator<Interval> {
  let at = from;
  for (const interval of union(intervals)) {
    const end = Math.min(interval.from, to);
    if (end > at) yield { from: at, to: end };
    at = Math.max(at, interval.to);
  }
  if (at < to) yield { from: at, to };
}
