import type { Facts } from '../facts.ts';
import type { Metrics } from '../metrics.ts';
import type { TurnMetric } from '../metrics/latency.ts';
import { utterances, type Utterance } from '../utterances.ts';
import { bagOf, likeness, type Bag } from './words.ts';

/** One thing of a call that has a counterpart in another: words of a side, a tool call, a deed of the operator. */
export type Moment = {
  readonly who: 'user' | 'agent' | 'system' | 'tool' | 'operator';
  /** What was said (untrusted); of a tool its name. */
  readonly text: string;
  /** It was cut off where `text` ends. */
  readonly cut: boolean;
  /** Milliseconds since the first entry. */
  readonly from: number;
  readonly seq: number;
  /** Of a tool call, as they were written (untrusted). */
  readonly arguments?: string;
  readonly output?: string;
  /** How long the caller waited for it, or of a greeting how long it took. */
  readonly latency?: { readonly name: TurnMetric; readonly ms: number };
  readonly bag: Bag;
};

// Not `turn_latency`: whether it is corrected by the silence that was waited for depends on what was seen of the call.
const waits = ['turn_latency_from_vad', 'ttfa'] as const;

/** Which answer came how late: by where it began in the stream. */
const latencies = (metrics: Metrics): ReadonlyMap<number, Moment['latency']> => {
  const found = new Map<number, Moment['latency']>();
  for (const { heard, measured } of metrics.turns) {
    const name = waits.find((wait) => measured[wait] !== undefined);
    const ms = name === undefined ? undefined : measured[name];
    if (heard !== undefined && name !== undefined && ms !== undefined)
      found.set(heard.response.seq, { name, ms });
  }
  return found;
};

/** Messages that this program wrote: it gives them their ids. */
const oursAmong = (facts: Facts): ReadonlySet<number> =>
  new Set(facts.typed.filter(({ itemId }) => itemId.startsWith('rts_')).map(({ seq }) => seq));

/**
 * What happened on a call, in order, as far as it can be compared; without the operator, what one did, wrote or had the
 * agent say is not in it.
 */
export const moments = (facts: Facts, metrics: Metrics, withoutOperator = false): readonly Moment[] => {
  const ours = withoutOperator ? oursAmong(facts) : new Set();
  const isOperator = ({ who, operator, seq }: Utterance): boolean =>
    who === 'operator' || operator === true || ((who === 'user' || who === 'system') && ours.has(seq));
  const late = latencies(metrics);
  const tools = new Map([...facts.tools.values()].map((tool) => [tool.seq, tool]));
  const all = utterances(facts).filter((one) => !(withoutOperator && isOperator(one)));
  return all.map(({ who, text, cut, from, seq }): Moment => {
    const tool = who === 'tool' ? tools.get(seq) : undefined;
    const latency = who === 'agent' ? late.get(seq) : undefined;
    return {
      who,
      text: tool === undefined ? text : (tool.name ?? '?'),
      cut: cut === true,
      from,
      seq,
      bag: bagOf(text),
      ...(tool === undefined ? {} : { arguments: tool.arguments ?? '' }),
      ...(tool?.output === undefined ? {} : { output: tool.output }),
      ...(latency === undefined ? {} : { latency }),
    };
  });
};

/** A text with its white space made alike. */
export const squeezed = (text: string): string => text.replaceAll(/\s+/gu, ' ').trim();

/** How well two moments go together: 0 never; the same side always a little, so that an answer is one whatever it says. */
export const kinship = (a: Moment, b: Moment): number => {
  if (a.who !== b.who) return 0;
  if (a.who === 'tool' || a.who === 'operator') return a.text === b.text ? 1 + likeness(a.bag, b.bag) : 0.1;
  return a.text === b.text ? 2 : 0.3 + likeness(a.bag, b.bag);
};
