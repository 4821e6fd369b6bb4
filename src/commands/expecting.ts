import { duration } from '../core/duration.ts';
import { SidebandError } from '../core/error.ts';
import { judge, type Judge, type Judged } from '../core/expect/judge.ts';
import { parseExpectation } from '../core/expect/parse.ts';
import type { Metrics } from '../core/metrics.ts';
import type { Clock, Entry, Sink } from '../core/ports.ts';

/** Entries that are kept for an expectation that comes after them. */
const kept = 10_000;

/** How long is waited unless the line says `--within`, in milliseconds. */
const usual = 10_000;

/** Expectations of a playbook, which look at what came since its last command began. */
export type Expecting = {
  readonly sink: Sink;
  /** A command begins: what came before it is not looked at any more. */
  mark(): void;
  /** Waits for what a line expects (`agent ~ /margarita/i --within 5s`); throws a usage error for words that are none. */
  expect(words: string): Promise<Judged>;
};

/** Expectations of a call that others watch; `metrics` are those of the call so far. */
export const expecting = (clock: Clock, metrics: () => Metrics): Expecting => {
  let recent: Entry[] = [];
  let waiting: { readonly judging: Judge; readonly over: () => void } | undefined;
  let closed = false;
  return {
    sink: {
      write(entry) {
        if (recent.length < kept) recent.push(entry);
        waiting?.judging.write(entry);
        if (waiting?.judging.settled() === true) waiting.over();
      },
      close() {
        closed = true;
        waiting?.over();
      },
    },
    mark() {
      recent = [];
    },
    async expect(words) {
      const [, before = words, within] = /^(.*?)\s+--within[=\s]\s*(\S+)\s*$/s.exec(words) ?? [];
      const limit = within === undefined ? usual : duration(within);
      const judging = judge([parseExpectation(before)]);
      for (const entry of recent) judging.write(entry);
      if (!judging.settled() && !closed) {
        const enough = new AbortController();
        waiting = { judging, over: () => enough.abort() };
        await clock.sleep(limit, enough.signal);
        waiting = undefined;
      }
      const [judged] = judging.verdicts(metrics);
      if (judged === undefined) throw new SidebandError('internal', 'an expectation without a verdict');
      return judged;
    },
  };
};
