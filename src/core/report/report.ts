import type { Facts } from '../facts.ts';
import { gather } from '../gather.ts';
import { isoTime } from '../iso-time.ts';
import { metricsOf, type Measuring, type Turn } from '../metrics.ts';
import type { Metric } from '../metrics/metric.ts';
import { costOf } from '../metrics/cost.ts';
import type { Entry, Header } from '../ports.ts';
import { child, number } from '../raw.ts';
import { timeline, type TimelineItem } from '../timeline.ts';
import { waterfall } from '../waterfall.ts';
import type {
  PageData,
  PageEvent,
  PageItem,
  PageMetric,
  PageProblem,
  PageTurn,
  PageUsage,
} from './page-data.ts';
import { problems } from './problems.ts';
import { rawEvents } from './raw-events.ts';
import { showing, type Showing } from './shown.ts';

/** What a page is to hold, and what it says of itself. */
export type ReportOptions = Measuring & {
  readonly title: string | undefined;
  /** Leave the raw events out. */
  readonly withoutEvents: boolean;
  /** `rt-sideband/0.1.0` */
  readonly madeWith: string;
};

/** A page in the making: a fold over the entries of a call. */
export type Report = {
  write(entry: Entry): void;
  page(
    header: Header,
    unreadable: number,
  ): { readonly data: PageData; readonly events: readonly PageEvent[] };
};

const tenth = (ms: number): number => Math.round(ms * 10) / 10;

/** Begins a page of a call. */
export const report = (options: ReportOptions): Report => {
  const gathering = gather();
  const show = showing();
  const trouble = problems(show);
  const raw = rawEvents(show);
  const { facts } = gathering;
  const since = (mono: number): number => mono - (facts.first?.mono ?? mono);
  return {
    write(entry) {
      gathering.write(entry);
      trouble.write(entry);
      if (!options.withoutEvents) raw.write(entry, since(entry.signal.at.mono));
    },
    page(header, unreadable) {
      const found = trouble.found(since);
      const items = [
        ...timeline(facts)
          .filter((item) => !(options.withoutOperator === true && ofOperator(item)))
          .map((item) => pageItem(show, item)),
        ...found.flatMap(troubleItem),
      ].toSorted((a, b) => a.from - b.from || a.seq - b.seq);
      const events = raw.rows();
      const metrics = metricsOf(facts, options);
      const data: PageData = {
        title: show.line(options.title ?? `Call ${header.callId}`),
        callId: show.line(header.callId),
        startedAt: isoTime(header.startedAt.wall),
        durationMs: Math.max(0, tenth(since(facts.last?.mono ?? 0))),
        ...modelOf(show, facts, options),
        ...(facts.ended === undefined ? {} : { ended: show.line(facts.ended.reason) }),
        tool: show.line(header.tool),
        madeWith: show.line(options.madeWith),
        frames: facts.frames,
        unreadable,
        currency: options.prices.currency,
        pricesOf: options.prices.asOf,
        withoutOperator: options.withoutOperator === true,
        ...(header.redacted === undefined ? {} : { redacted: header.redacted }),
        items,
        turns: metrics.turns.flatMap((turn) => pageTurn(show, facts, turn, items, since)),
        usage: usage(facts, options, since),
        problems: found,
        metrics: [...metrics.all].map(([name, metric]) => pageMetric(show, name, metric)),
        events: options.withoutEvents ? undefined : { kept: events.length, of: raw.count() },
      };
      return { data, events };
    },
  };
};

const modelOf = (
  show: Showing,
  facts: Facts,
  { assumedModel }: ReportOptions,
): Pick<PageData, 'model' | 'assumedModel'> =>
  facts.model !== undefined
    ? { model: show.line(facts.model) }
    : assumedModel === undefined
      ? {}
      : { assumedModel: show.line(assumedModel) };

const ofOperator = ({ kind, operator }: TimelineItem): boolean => kind === 'operator' || operator === true;

const pageItem = (
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
const troubleItem = ({ kind, at, seq, text, severity }: PageProblem): readonly PageItem[] =>
  kind === 'trouble' || kind === 'frame' ? [{ kind: 'trouble', severity, from: at, to: at, text, seq }] : [];

const pageTurn = (
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

const usage = (facts: Facts, options: ReportOptions, since: (mono: number) => number): readonly PageUsage[] =>
  [...facts.responses.values()].flatMap((response) => {
    const { usage: used, doneAt, operator } = response;
    if (used === undefined || doneAt === undefined || (options.withoutOperator === true && operator))
      return [];
    const cost = costOf(facts, response, options);
    return [
      {
        at: tenth(since(doneAt.mono)),
        input: number(used, 'input_tokens') ?? 0,
        cached: number(child(used, 'input_token_details'), 'cached_tokens') ?? 0,
        output: number(used, 'output_tokens') ?? 0,
        ...(cost === undefined ? {} : { cost }),
      },
    ];
  });

const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;

const pageMetric = (show: Showing, name: string, metric: Metric): PageMetric => {
  if (metric.kind === 'table') {
    const rows = [...metric.rows].map(([label, value]) => [show.line(label, 80), rounded(value)] as const);
    return { name, ...metric, value: rounded(metric.value), rows };
  }
  return metric.kind === 'trend'
    ? { name, ...metric, samples: metric.samples.map(tenth) }
    : { name, ...metric };
};
