import type { CallerSpeech, Facts, ResponseFacts } from '../facts.ts';
import { none, trend, value, type Metric } from './metric.ts';
import { ordered } from './ordered.ts';
import { span } from './span.ts';

/** Speech that begins so soon after it was held to be over, in milliseconds, was not over. */
const premature = 700;

/** The caller's speech that cut a response off: the last that began before the cut, while it was heard. */
const cutting = (facts: Facts): ((response: ResponseFacts) => CallerSpeech | undefined) => {
  const startOf = (index: number): number => facts.callers.at(index)?.startedAt ?? 0;
  const rows: number[] = [];
  const times: number[] = [];
  let index = 0;
  for (const { startedAt } of facts.callers) {
    if (startedAt !== undefined) {
      rows.push(index);
      times.push(startedAt);
    }
    index += 1;
  }
  const starts = ordered(times);
  if (times.some((time, place) => time !== starts.times[place]))
    rows.sort((a, b) => startOf(a) - startOf(b) || a - b);
  return ({ silentAt, doneAt, audibleAt, createdAt }) => {
    const until = silentAt ?? doneAt;
    const place = until === undefined ? -1 : starts.upTo(until) - 1;
    const [from, start, row] = [audibleAt ?? createdAt, starts.times[place], rows[place]];
    return start === undefined || row === undefined || (from !== undefined && start < from)
      ? undefined
      : facts.callers.at(row);
  };
};

/** True when the caller cut the response off; a client's own cancelling is no interruption. */
const isInterrupted = (response: ResponseFacts): boolean =>
  response.reason !== 'client_cancelled' &&
  (response.reason === 'turn_detected' || response.cleared === 'caller');

const byAgent = (facts: Facts): number => {
  const [starts, stops, breaths]: [number[], number[], number[]] = [[], [], []];
  let before: number | undefined;
  for (const { startedAt, stoppedAt } of facts.callers) {
    if (startedAt !== undefined && stoppedAt !== undefined && startedAt < stoppedAt) {
      starts.push(startedAt);
      stops.push(stoppedAt);
    }
    // The caller was only taking a breath.
    if (startedAt !== undefined && before !== undefined && startedAt - before <= premature)
      breaths.push(startedAt);
    before = stoppedAt;
  }
  const [begun, over, short] = [ordered(starts), ordered(stops), ordered(breaths)];
  const isEarly = (heard: number): boolean => {
    const near = short.times[short.before(heard - premature)];
    return near !== undefined && near <= heard + premature;
  };
  let count = 0;
  for (const { audibleAt, operator } of facts.responses) {
    if (audibleAt === undefined || operator) continue;
    const isOver = begun.before(audibleAt) > over.upTo(audibleAt);
    if (isOver || isEarly(audibleAt)) count += 1;
  }
  return count;
};

/** Who cut whom off, how much had been heard, and how soon the agent fell silent. */
export const interruptions = (
  facts: Facts,
  responses: Iterable<ResponseFacts>,
): ReadonlyMap<string, Metric> => {
  const cut: ResponseFacts[] = [];
  for (const response of responses) if (isInterrupted(response)) cut.push(response);
  const speechThatCut = cutting(facts);
  const neverCut = 'the agent was never cut off';
  const depths = cut.flatMap(
    (response) => response.heardMs ?? span(facts, response.audibleAt, response.silentAt) ?? [],
  );
  const stops = cut.flatMap((response) => {
    const speech = speechThatCut(response);
    return response.cleared === 'caller' ? (span(facts, speech?.startedAt, response.silentAt) ?? []) : [];
  });
  const judged = cut.map((response) => speechThatCut(response)?.listening).filter((is) => is !== undefined);
  return new Map<string, Metric>([
    ['interruptions_by_caller', value('count', cut.length)],
    ['interruption_depth', trend(depths, cut.length === 0 ? neverCut : 'how much was heard was not told')],
    [
      'barge_in_stop',
      trend(stops, cut.length === 0 ? neverCut : 'the agent was cut off before it was heard'),
    ],
    [
      'false_barge_in',
      cut.length > 0 && judged.length === 0
        ? none('what the caller said was not transcribed')
        : value('count', judged.filter(Boolean).length),
    ],
    [
      'interruptions_by_agent',
      facts.playback ? value('count', byAgent(facts)) : none('playback is not reported on this kind of call'),
    ],
  ]);
};
