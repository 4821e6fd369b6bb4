import { cells } from '../cells.ts';
import type { Facts } from '../facts.ts';
import { waitedMs } from './anchors.ts';

/** A stretch of time on the receiving clock, in milliseconds. */
export type Interval = { readonly from: number; readonly to: number };

const whole = (facts: Facts, { from, to }: Interval): boolean =>
  to > from && !facts.gaps.some((gap) => gap.from.mono < to && gap.to.mono > from);

/** When the caller spoke, without the silence that was waited for at each end. */
export function* callerIntervals(facts: Facts): Generator<Interval> {
  for (const speech of facts.callers) {
    const { startedAt: from, stoppedAt } = speech;
    if (from === undefined || stoppedAt === undefined) continue;
    const interval = { from, to: Math.max(from, stoppedAt - (waitedMs(speech) ?? 0)) };
    if (whole(facts, interval)) yield interval;
  }
}

/** When the agent was heard, as far as the call was seen. Only where playback is reported. */
export function* agentIntervals(facts: Facts): Generator<Interval> {
  let heardYet: number | undefined;
  for (const { audibleAt: from, silentAt: to } of facts.responses) {
    if (from === undefined) continue;
    heardYet = to === undefined ? from : undefined;
    if (to !== undefined && whole(facts, { from, to })) yield { from, to };
  }
  if (heardYet === undefined || facts.last === undefined) return;
  const cut = { from: heardYet, to: facts.last.mono };
  if (whole(facts, cut)) yield cut;
}

/** Intervals in the order they begin, as a row of numbers each: of a long call there are thousands. */
export const inOrder = (...given: readonly Iterable<Interval>[]): Iterable<Interval> => {
  const kept = cells(2);
  let isOrdered = true;
  for (const intervals of given) {
    for (const { from, to } of intervals) {
      const row = kept.add();
      kept.set(row, 0, from);
      kept.set(row, 1, to);
      isOrdered &&= (kept.get(row - 1, 0) ?? from) <= from;
    }
  }
  const start = (row: number): number => kept.get(row, 0) ?? 0;
  const order = Uint32Array.from({ length: kept.rows() }, (_, row) => row);
  if (!isOrdered) order.sort((a, b) => start(a) - start(b) || a - b);
  return {
    *[Symbol.iterator]() {
      for (const row of order) yield { from: start(row), to: kept.get(row, 1) ?? 0 };
    },
  };
};

/** Intervals that are in order, those that touch made one. */
export function* union(ordered: Iterable<Interval>): Generator<Interval> {
  let last: { from: number; to: number } | undefined;
  for (const { from, to } of ordered) {
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

/** The milliseconds in which both were at it, given the intervals of each and of both, in order. */
export const overlap = (a: Iterable<Interval>, b: Iterable<Interval>, both: Iterable<Interval>): number =>
  lengthOf(union(a)) + lengthOf(union(b)) - lengthOf(union(both));

/** The stretches between intervals that are in order, within `from` and `to`. */
export function* between(ordered: Iterable<Interval>, from: number, to: number): Generator<Interval> {
  let at = from;
  for (const interval of union(ordered)) {
    const end = Math.min(interval.from, to);
    if (end > at) yield { from: at, to: end };
    at = Math.max(at, interval.to);
  }
  if (at < to) yield { from: at, to };
}
