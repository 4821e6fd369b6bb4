import type { Facts, ResponseFacts } from './facts.ts';
import { waitedMs } from './metrics/anchors.ts';
import type { Turn } from './metrics.ts';

/**
 * What the time between the caller's last word and the agent's first went into. `endpoint`: until the turn was held to
 * be over. `start`: until the model began. `model`: until its first token, or its end where nothing was heard of it.
 * `tool`: until a function or MCP call was answered. `voice`: from the first token to what is heard.
 */
export type Phase = 'endpoint' | 'start' | 'model' | 'tool' | 'voice';

/** A phase of a turn, in ms since the caller's last word. */
export type PhaseSpan = { readonly phase: Phase; readonly from: number; readonly to: number };

/** How one turn spent its time; phases may overlap, for a tool is called before its response is done. */
export type Waterfall = {
  /** The moment everything is counted from, in ms of the stream's own clock. */
  readonly zero: number;
  readonly phases: readonly PhaseSpan[];
  /** When the agent was heard; undefined when it was not. */
  readonly heard?: number;
};

/** Where the time of a turn went: from the end of the caller's speech, or from the response's beginning without one. */
export const waterfall = (facts: Facts, turn: Turn): Waterfall | undefined => {
  const { caller, responses, heard } = turn;
  const waited = caller === undefined ? 0 : (waitedMs(caller) ?? 0);
  const stopped = caller?.stoppedAt ?? caller?.committedAt;
  const zero =
    stopped === undefined
      ? responses[0]?.createdAt
      : stopped - (caller?.stoppedAt === undefined ? 0 : waited);
  if (zero === undefined) return undefined;
  const phases: PhaseSpan[] = [];
  const add = (phase: Phase, from: number | undefined, to: number | undefined): void => {
    if (from !== undefined && to !== undefined && to > from)
      phases.push({ phase, from: from - zero, to: to - zero });
  };
  const over = caller?.committedAt ?? caller?.stoppedAt;
  if (caller !== undefined) {
    add('endpoint', zero, over);
    add('start', over, responses[0]?.createdAt);
  }
  const until = heard === undefined ? responses.length : responses.indexOf(heard.response);
  for (const response of responses.slice(0, until)) {
    add('model', response.createdAt, response.doneAt);
    for (const tool of toolsOf(facts, response)) add('tool', tool.calledAt, tool.answeredAt);
  }
  if (heard === undefined) return { zero, phases };
  const { createdAt, firstDeltaAt } = heard.response;
  add('model', createdAt, firstDeltaAt ?? heard.at);
  add('voice', firstDeltaAt, heard.at);
  return { zero, phases, heard: heard.at - zero };
};

const toolsOf = (facts: Facts, { id }: ResponseFacts) =>
  [...facts.tools.values()].filter(({ responseId }) => responseId === id);
