import type { Facts } from '../facts.ts';
import { gather } from '../gather.ts';
import { isoTime } from '../iso-time.ts';
import { metricsOf, type Measuring } from '../metrics.ts';
import type { Entry, Header } from '../ports.ts';
import { timeline, type TimelineItem } from '../timeline.ts';
import type { PageData, PageEvent } from './page-data.ts';
import { pageItem, pageMetric, pageTurn, tenth, troubleItem, usage } from './page-parts.ts';
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
        // Where nobody answers, what the caller said is no turn.
        turns:
          metrics.all.get('turns')?.kind === 'none'
            ? []
            : metrics.turns.flatMap((turn) => pageTurn(show, facts, turn, items, since)),
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
