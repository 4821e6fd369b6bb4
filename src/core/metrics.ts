import type { Facts } from './facts.ts';
import { gather, type Gather } from './gather.ts';
import { withoutAgent } from './metrics/agentless.ts';
import { exchanges, type Exchange } from './metrics/exchanges.ts';
import { health } from './metrics/health.ts';
import { interruptions } from './metrics/interruptions.ts';
import { latencies, measured, type Measured } from './metrics/latency.ts';
import { value, type Metric } from './metrics/metric.ts';
import { speech } from './metrics/speech.ts';
import { tokens } from './metrics/tokens.ts';
import { tools } from './metrics/tools.ts';
import type { Seen } from './ports.ts';
import type { Prices } from './price.ts';

/** An exchange with what was measured of it. */
export type Turn = Exchange & { readonly measured: Measured };

/**
 * Everything measured of a call: by the metric's name, in the order they are shown, and turn by turn, which is made when it
 * is asked for.
 */
export type Metrics = { readonly all: ReadonlyMap<string, Metric>; readonly turns: readonly Turn[] };

/** What to measure by. */
export type Measuring = {
  readonly prices: Prices;
  /** Whose prices count where the session's own model was never seen. */
  readonly assumedModel?: string | undefined;
  /** Leave out what an operator of this tool had the agent say. */
  readonly withoutOperator?: boolean;
};

/** The metrics of what happened. */
export const metricsOf = (facts: Facts, measuring: Measuring): Metrics => {
  const { withoutOperator = false } = measuring;
  const responses = withoutOperator
    ? [...facts.responses].filter((response) => !response.operator)
    : facts.responses;
  function* turns(): Generator<Exchange> {
    for (const turn of exchanges(facts)) if (!(withoutOperator && turn.operator)) yield turn;
  }
  let answered = 0;
  function* counted(): Generator<Exchange> {
    for (const turn of turns()) {
      if (turn.caller !== undefined && turn.heard !== undefined) answered += 1;
      yield turn;
    }
  }
  const late = latencies(facts, counted());
  let made: readonly Turn[] | undefined;
  return {
    get turns() {
      return (made ??= Array.from(turns(), (turn) => ({ ...turn, measured: measured(facts, turn) })));
    },
    all: withoutAgent(
      facts,
      new Map<string, Metric>([
        ['turns', value('count', answered)],
        ...late,
        ...speech(facts),
        ...interruptions(facts, responses),
        ...tools(facts),
        ...health(facts, responses),
        ...tokens(facts, responses, measuring),
      ]),
    ),
  };
};

/**
 * Measures a call as it goes by, or a recording of it: pour in its entries, ask for the metrics when they are wanted.
 * What it keeps grows with the turns, not with the events; without `words` it is numbers alone.
 */
export const measure = (
  measuring: Measuring,
  wanted: Gather = {},
): {
  readonly facts: Facts;
  readonly write: (entry: Seen) => void;
  readonly value: () => Metrics;
} => {
  const gathering = gather(wanted);
  return {
    facts: gathering.facts,
    write: (entry) => gathering.write(entry),
    value: () => metricsOf(gathering.facts, measuring),
  };
};
