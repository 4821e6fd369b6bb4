import { measure, type Measuring, type Metrics } from '../core/metrics.ts';
import type { Safe, Sink } from '../core/ports.ts';
import { escapeText } from '../core/safe.ts';
import { amount, statsTable } from '../ui/stats-table.ts';
import type { Paint } from '../ui/theme.ts';

/** What measures a call that others watch. */
export type Meter = {
  readonly sink: Sink;
  readonly metrics: () => Metrics;
  /** The numbers so far, without what is nothing. */
  readonly table: (paint: Paint, columns?: number) => Safe;
  /** What the call has cost so far; undefined while nothing is known of it. */
  readonly cost: () => Safe | undefined;
};

/** A meter; `told` gets the table when the call is over, its rows broken at `columns`, asked for then. */
export const meter = (
  by: Measuring,
  told?: (table: Safe) => void,
  paint: Paint = (_look, text) => text,
  columns: () => number | undefined = () => undefined,
): Meter => {
  const measuring = measure(by, { words: false });
  const table = (look: Paint, wide?: number): Safe =>
    statsTable(measuring.value(), { paint: look, columns: wide, brief: true });
  let billed = 0;
  let cost: Safe | undefined;
  return {
    sink: {
      write: (entry) => measuring.write(entry),
      close: () => told?.(table(paint, columns())),
    },
    metrics: () => measuring.value(),
    table,
    cost: () => {
      // Only a response that is done changes it, and this is asked for ten times a second.
      let done = 0;
      for (const { doneAt } of measuring.facts.responses) if (doneAt !== undefined) done += 1;
      if (done !== billed) {
        billed = done;
        const found = measuring.value().all.get('cost');
        cost =
          found?.kind === 'table'
            ? escapeText(`${found.assumed === undefined ? '' : '~'}${amount(found.value, 'USD')}`)
            : undefined;
      }
      return cost;
    },
  };
};
