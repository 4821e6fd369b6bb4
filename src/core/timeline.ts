import type { Facts, ResponseFacts } from './facts.ts';
import { waitedMs } from './metrics/anchors.ts';
import { utterances, type Utterance } from './utterances.ts';

/** What an item of the timeline is: somebody's speech, a tool call, a note or act, or that nothing is known. */
export type TimelineKind = 'caller' | 'agent' | 'tool' | 'operator' | 'note' | 'gap' | 'error';

/** A stretch of a call, or a moment of it, on one axis of time. Its texts are untrusted. */
export type TimelineItem = {
  readonly kind: TimelineKind;
  /** Milliseconds since the first entry of the stream. */
  readonly from: number;
  readonly to: number;
  /** What was heard, written or done; empty for speech whose words are not known. */
  readonly text: string;
  /** What the agent would have gone on to say. */
  readonly unheard?: string;
  /** Who cut it off, where it was. */
  readonly cut?: 'caller' | 'client' | 'unknown';
  /** The end is an estimate. */
  readonly estimated?: true;
  /** Somebody had it said with this tool. */
  readonly operator?: true;
  /** An interpreter said it. */
  readonly interpreted?: true;
  /** Written, not spoken. */
  readonly typed?: true;
  /** When the model was at work on it, in ms. */
  readonly made?: { readonly from: number; readonly to: number };
  /** A tool call: its name, its arguments, and what became of it. */
  readonly tool?: {
    readonly name: string;
    readonly input: string;
    readonly output?: string;
    readonly state: 'answered' | 'failed' | 'open';
  };
  /** The entry it begins with; 0 where there is none. */
  readonly seq: number;
};

type Moment = (ms: number | undefined) => number;

/** Everything that happened on a call and can be placed on an axis of time, in the order it began. */
export const timeline = (facts: Facts): readonly TimelineItem[] => {
  const start = facts.first?.mono ?? 0;
  const last = (facts.last?.mono ?? start) - start;
  const moment: Moment = (ms) => (ms ?? start) - start;
  const responses = new Map([...facts.responses].map((response) => [response.seq, response]));
  const spoken = utterances(facts).filter(({ who }) => who !== 'tool');
  const known = new Set(spoken.map(({ who, seq }) => `${who} ${seq}`));
  const typed = new Set(facts.typed.map(({ seq }) => seq));
  const items: TimelineItem[] = [
    ...spoken.map((one) => ofUtterance(one, typed, responses, moment)),
    ...wordless(facts, known, moment, last),
    ...[...facts.tools.values()].map((tool): TimelineItem => {
      const from = moment(tool.calledAt ?? tool.answeredAt);
      const state = tool.failed === true ? 'failed' : tool.answeredAt === undefined ? 'open' : 'answered';
      return {
        kind: 'tool',
        from,
        to: state === 'open' ? last : Math.max(from, moment(tool.answeredAt)),
        text: '',
        tool: {
          name: tool.name ?? '?',
          input: tool.arguments ?? '',
          ...(tool.output === undefined ? {} : { output: tool.output }),
          state,
        },
        seq: tool.seq,
      };
    }),
    ...facts.gaps.map((gap): TimelineItem => {
      return { kind: 'gap', from: moment(gap.from.mono), to: moment(gap.to.mono), text: gap.cause, seq: 0 };
    }),
    ...facts.errors.map(({ at, code, seq }): TimelineItem => {
      return { kind: 'error', from: moment(at.mono), to: moment(at.mono), text: code, seq };
    }),
  ];
  return items.toSorted((a, b) => a.from - b.from || a.seq - b.seq);
};

const kinds = { user: 'caller', agent: 'agent', system: 'note', tool: 'tool', operator: 'operator' } as const;

const ofUtterance = (
  one: Utterance,
  written: ReadonlySet<number>,
  responses: ReadonlyMap<number, ResponseFacts>,
  moment: Moment,
): TimelineItem => {
  const { who, text, from, to, seq } = one;
  const typed = (who === 'user' || who === 'system') && written.has(seq);
  const base = {
    kind: kinds[who],
    from,
    to,
    text,
    ...(typed ? { typed } : {}),
    ...(one.estimated === true ? { estimated: true as const } : {}),
    ...(one.operator === true ? { operator: true as const } : {}),
    ...(one.interpreted === true ? { interpreted: true as const } : {}),
    seq,
  };
  const response = who === 'agent' ? responses.get(seq) : undefined;
  if (response === undefined) return base;
  const whole = response.words.map((words) => words.text).join(' ');
  const unheard = one.cut === true && whole.startsWith(text) ? whole.slice(text.length).trim() : '';
  return {
    ...base,
    ...(one.cut === true ? { cut: cutBy(response) } : {}),
    ...(unheard === '' ? {} : { unheard }),
    ...madeOf(response, moment),
  };
};

const cutBy = ({ cleared, reason }: ResponseFacts): 'caller' | 'client' | 'unknown' =>
  cleared ?? (reason === 'turn_detected' ? 'caller' : reason === 'client_cancelled' ? 'client' : 'unknown');

const madeOf = (
  { createdAt, doneAt }: ResponseFacts,
  moment: Moment,
): { readonly made?: { readonly from: number; readonly to: number } } =>
  createdAt === undefined || doneAt === undefined
    ? {}
    : { made: { from: moment(createdAt), to: moment(doneAt) } };

/** Speech that was heard and whose words are not known. */
const wordless = (
  facts: Facts,
  known: ReadonlySet<string>,
  moment: Moment,
  last: number,
): readonly TimelineItem[] => [
  ...[...facts.callers].flatMap((speech): TimelineItem[] => {
    const { startedAt, stoppedAt, seq } = speech;
    if (known.has(`user ${seq}`) || startedAt === undefined) return [];
    const to = stoppedAt === undefined ? last : moment(stoppedAt) - (waitedMs(speech) ?? 0);
    const from = moment(startedAt);
    return [{ kind: 'caller', from, to: Math.max(from, to), text: '', seq, ...openEnd(stoppedAt) }];
  }),
  ...[...facts.responses].flatMap((response): TimelineItem[] => {
    const { audibleAt, silentAt, cleared, operator, seq } = response;
    if (known.has(`agent ${seq}`) || audibleAt === undefined) return [];
    return [
      {
        kind: 'agent',
        from: moment(audibleAt),
        to: silentAt === undefined ? last : moment(silentAt),
        text: '',
        ...(cleared === undefined ? {} : { cut: cleared }),
        ...(operator ? { operator: true as const } : {}),
        ...madeOf(response, moment),
        ...openEnd(silentAt),
        seq,
      },
    ];
  }),
];

const openEnd = (end: number | undefined): { readonly estimated?: true } =>
  end === undefined ? { estimated: true } : {};
