import type { Facts } from '../facts.ts';
import type { Measuring, Turn } from '../metrics.ts';
import { costOf } from '../metrics/cost.ts';
import type { Metric } from '../metrics/metric.ts';
import type { TimelineItem } from '../timeline.ts';
import { waterfall } from '../waterfall.ts';
import type { PageItem, PageMetric, PageProblem, PageTurn, PageUsage } from './page-data.ts';
import type { Showing } from './shown.ts';

/** Milliseconds to a tenth: what a page needs. */
export const tenth = (ms: number): number => Math.round(ms * 10) / 10;

/** An item of the timeline as the page has it. */
export const pageItem = (
  show: Showing,
  { from, to, text, unheard, made, tool, ...rest }: TimelineItem,
): PageItem => ({
  ...rest,
  from: tenth(from),
  to: tenth(to),
  text: show.text(text),
  ...(unheard === undefined ? {} : { unheard: show.text(unheard) }),
  ...(made === undefined ? {} : { made: [tenth(made.from), tenth(made.to)] as const }),
  ...(tool === undefined
    ? {}
    : {
        tool: {
          name: show.line(tool.name),
          input: show.text(tool.input, 4000),
          ...(tool.output === undefined ? {} : { output: show.text(tool.output, 4000) }),
          state: tool.state,
        },
      }),
});

/** A mark on the timeline for what is not on it yet. */
export const troubleItem = ({ kind, at, seq, text, severity }: PageProblem): readonly PageItem[] =>
  kind === 'trouble' || kind === 'frame' ? [{ kind: 'trouble', severity, from: at, to: at, text, seq }] : [];

/** A turn with where its time went; nothing where that is not known. */
export const pageTurn = (
  show: Showing,
  facts: Facts,
  turn: Turn,
  items: readonly PageItem[],
  since: (mono: number) => number,
): readonly PageTurn[] => {
  const spent = waterfall(facts, turn);
  if (spent === undefined) return [];
  const seqs = [turn.caller?.seq, ...turn.responses.map(({ seq }) => seq)];
  const item = items.findIndex(({ kind, seq }) => kind !== 'trouble' && seq !== 0 && seqs.includes(seq));
  const agent = turn.responses.flatMap(({ words }) => words.map(({ text }) => text)).join(' ');
  const status = turn.responses.find((response) => response.status !== 'completed')?.status;
  return [
    {
      ...(turn.caller === undefined ? {} : { caller: show.text(turn.caller.transcript ?? '', 300) }),
      ...(agent === '' ? {} : { agent: show.text(agent, 300) }),
      ...(turn.operator ? { operator: true as const } : {}),
      ...(status === undefined ? {} : { status: show.line(status, 40) }),
      ...(item === -1 ? {} : { item }),
      at: tenth(since(spent.zero)),
      ...(spent.heard === undefined ? {} : { heard: tenth(spent.heard) }),
      phases: spent.phases.map(({ phase, from, to }) => ({ phase, from: tenth(from), to: tenth(to) })),
      measured: Object.fromEntries(Object.entries(turn.measured).map(([name, ms]) => [name, tenth(ms)])),
    },
  ];
};

/** What each response used and cost, as far as that is told. */
export const usage = (
  facts: Facts,
  options: Measuring,
  since: (mono: number) => number,
): readonly PageUsage[] =>
  [...facts.responses].flatMap((response) => {
    const { usage: used, doneAt, operator } = response;
    if (used === undefined || doneAt === undefined || (options.withoutOperator === true && operator))
      return [];
    const cost = costOf(facts, response, options);
    return [
      {
        at: tenth(since(doneAt)),
        input: used.inputTokens,
        cached: used.cachedTokens,
        output: used.outputTokens,
        ...(cost === undefined ? {} : { cost }),
      },
    ];
  });

const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;

/** A metric with names that are safe to show. */
export const pageMetric = (show: Showing, name: string, metric: Metric): PageMetric => {
  if (metric.kind === 'table') {
    const rows = [...metric.rows].map(([label, value]) => [show.line(label, 80), rounded(value)] as const);
    return { name, ...metric, value: rounded(metric.value), rows };
  }
  return metric.kind === 'trend'
    ? { name, ...metric, samples: metric.samples.map(tenth) }
    : { name, ...metric };
};
