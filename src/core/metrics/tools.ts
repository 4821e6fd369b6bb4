import type { Facts, ToolFacts } from '../facts.ts';
import { firstAudio } from './anchors.ts';
import { trend, value, type Metric } from './metric.ts';
import { ordered } from './ordered.ts';
import { acrossGap, span } from './span.ts';

/** A call without an output after so long, in milliseconds, is an orphan. */
const orphanAfter = 8000;

/** So many calls of one tool within so many milliseconds are a loop. */
const loop = { calls: 5, within: 10_000 };

/** How long after its answer the agent was first heard: when a gap lies before that, one lies before all that follows. */
const toSpeech = (facts: Facts): ((tool: ToolFacts) => number | undefined) => {
  const times: number[] = [];
  for (const response of facts.responses) {
    const at = response.operator ? undefined : firstAudio(facts, response)?.at;
    if (at !== undefined) times.push(at);
  }
  const heard = ordered(times);
  return ({ answeredAt }) => {
    if (answeredAt === undefined) return undefined;
    return span(facts, answeredAt, heard.times[heard.before(answeredAt)]);
  };
};

const isOrphan = (facts: Facts, { calledAt, answeredAt }: ToolFacts): boolean => {
  const until = facts.last?.mono;
  if (calledAt === undefined || answeredAt !== undefined || until === undefined) return false;
  return until - calledAt >= orphanAfter && !acrossGap(facts, calledAt, until);
};

const loops = (tools: readonly ToolFacts[]): number => {
  const byName = new Map<string, number[]>();
  for (const { name, calledAt } of tools) {
    if (name === undefined || calledAt === undefined) continue;
    const times = byName.get(name);
    if (times === undefined) byName.set(name, [calledAt]);
    else times.push(calledAt);
  }
  return [...byName.values()].filter((times) =>
    times.some((time, index) => {
      const last = times[index + loop.calls - 1];
      return last !== undefined && last - time <= loop.within;
    }),
  ).length;
};

/** How function and MCP calls went. */
export const tools = (facts: Facts): ReadonlyMap<string, Metric> => {
  const all = [...facts.tools.values()];
  const latencies = all.flatMap((tool) => span(facts, tool.calledAt, tool.answeredAt) ?? []);
  const toFirst = toSpeech(facts);
  const speeches = all.flatMap((tool) => toFirst(tool) ?? []);
  const without =
    all.length === 0 ? 'no tool was called' : 'no call was seen from its beginning to its answer';
  return new Map<string, Metric>([
    ['tool_latency', trend(latencies, without)],
    ['tool_to_speech', trend(speeches, all.length === 0 ? without : 'nothing was heard after an answer')],
    ['tool_orphans', value('count', all.filter((tool) => isOrphan(facts, tool)).length)],
    ['tool_duplicates', value('count', all.filter(({ outputs }) => outputs > 1).length)],
    ['tool_loops', value('count', loops(all))],
  ]);
};
