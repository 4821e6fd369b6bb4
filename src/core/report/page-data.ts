import type { Metric } from '../metrics/metric.ts';
import type { TurnMetric } from '../metrics/latency.ts';
import type { Safe } from '../ports.ts';
import type { TimelineKind } from '../timeline.ts';
import type { PhaseSpan } from '../waterfall.ts';

/** An item of the timeline as the page has it: milliseconds to a tenth, texts that are safe to show. */
export type PageItem = {
  /** Beside what happened, what is held to be wrong with it. */
  readonly kind: TimelineKind | 'trouble';
  /** Of a trouble. */
  readonly severity?: 'warn' | 'bad';
  readonly from: number;
  readonly to: number;
  readonly text: Safe;
  readonly unheard?: Safe;
  readonly cut?: 'caller' | 'client' | 'unknown';
  readonly estimated?: true;
  readonly operator?: true;
  readonly interpreted?: true;
  readonly typed?: true;
  readonly made?: readonly [from: number, to: number];
  readonly tool?: {
    readonly name: Safe;
    readonly input: Safe;
    readonly output?: Safe;
    readonly state: 'answered' | 'failed' | 'open';
  };
  readonly seq: number;
};

/** A turn with where its time went; `item` is its place in the list of items. */
export type PageTurn = {
  /** What the caller said before; empty when that is not known, undefined when they did not speak. */
  readonly caller?: Safe;
  readonly agent?: Safe;
  readonly operator?: true;
  readonly status?: Safe;
  readonly item?: number;
  readonly at: number;
  readonly heard?: number;
  readonly phases: readonly PhaseSpan[];
  readonly measured: { readonly [Name in TurnMetric]?: number };
};

/** What one response used, and what that cost in the list's currency, where its price is known. */
export type PageUsage = {
  readonly at: number;
  readonly input: number;
  readonly cached: number;
  readonly output: number;
  readonly cost?: number;
};

/** Something that went wrong, with what to do about it. */
export type PageProblem = {
  readonly kind: 'trouble' | 'error' | 'frame' | 'gap';
  readonly severity: 'warn' | 'bad';
  readonly at: number;
  readonly seq: number;
  readonly text: Safe;
  readonly advice: readonly Safe[];
  /** It was over before the recording ended. */
  readonly over?: true;
};

/** A metric as the page has it: `samples` of a trend are in the order they were made. */
export type PageMetric = { readonly name: string } & (
  | Extract<Metric, { kind: 'trend' | 'value' | 'none' }>
  | {
      readonly kind: 'table';
      readonly unit: Extract<Metric, { kind: 'table' }>['unit'];
      readonly value: number;
      readonly rows: readonly (readonly [name: Safe, value: number])[];
      readonly note?: string;
    }
);

/** A frame as it crossed the socket: number, ms since the start, direction, type, and its text where it was kept. */
export type PageEvent = readonly [
  seq: number,
  ms: number,
  dir: 'in' | 'out' | 'link',
  type: Safe,
  text: Safe,
];

/** Everything a page shows of a call, but for its raw events. */
export type PageData = {
  readonly title: Safe;
  readonly callId: Safe;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly model?: Safe;
  /** By whose prices the cost was worked out, where the model was never seen. */
  readonly assumedModel?: Safe;
  /** How the watching of the call ended; undefined when the recording stops before that. */
  readonly ended?: Safe;
  readonly tool: Safe;
  readonly madeWith: Safe;
  readonly frames: number;
  /** Lines of the recording that are no records. */
  readonly unreadable: number;
  readonly currency: string;
  readonly pricesOf: string;
  readonly withoutOperator: boolean;
  /** What was taken out of the recording before. */
  readonly redacted?: 'secrets' | 'personal';
  readonly items: readonly PageItem[];
  readonly turns: readonly PageTurn[];
  readonly usage: readonly PageUsage[];
  readonly problems: readonly PageProblem[];
  readonly metrics: readonly PageMetric[];
  readonly events: { readonly kept: number; readonly of: number } | undefined;
};
