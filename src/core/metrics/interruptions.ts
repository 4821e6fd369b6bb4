import type { CallerSpeech, Facts, ResponseFacts } from '../facts.ts';
import type { Instant } from '../signal.ts';
import { none, trend, value, type Metric } from './metric.ts';
import { ordered } from './ordered.ts';
import { span } from './span.ts';

/** Speech that begins so soon after it was held to be over, in milliseconds, was not over. */
const premature = 700;

/** Sounds of a listener, not words of a speaker. */
const backchannel: ReadonlySet<string> = new Set(
  'ah aha ja hm hmm mhm mm mmhm oh ok okay right sure uh uhhuh um yeah yep yes'.split(' '),
);

type Begun = CallerSpeech & { readonly startedAt: Instant };

/** The caller's speech that cut a response off: the last that began before the cut, while it was heard. */
const cutting = (facts: Facts): ((response: ResponseFacts) => CallerSpeech | undefined) => {
  const begun = facts.callers
    .filter((speech): speech is Begun => speech.startedAt !== undefined)
    .toSorted((a, b) => a.startedAt.mono - b.startedAt.mono);
  const starts = ordered(begun.map(({ startedAt }) => startedAt.mono));
  return ({ silentAt, doneAt, audibleAt, createdAt }) => {
    const until = silentAt ?? doneAt;
    const speech = until === undefined ? undefined : begun[starts.upTo(until.mono) - 1];
    const from = audibleAt ?? createdAt;
    return speech === undefined || (from !== undefined && speech.startedAt.mono < from.mono)
      ? undefined
      : speech;
  };
};

/** True when the caller cut the response off; a client's own cancelling is no interruption. */
const isInterrupted = (response: ResponseFacts): boolean =>
  response.reason !== 'client_cancelled' &&
  (response.reason === 'turn_detected' || response.cleared === 'caller');

/** True when what cut the agent off was no more than a sound of listening. Undefined without a transcript. */
const isFalse = (speech: CallerSpeech | undefined): boolean | undefined => {
  if (speech?.transcript === undefined) return undefined;
  const words = speech.transcript
    .toLowerCase()
    .split(/\s+/)
    .map((word) => word.replaceAll(/[^\p{L}\p{N}]/gu, ''))
    .filter(Boolean);
  return words.length <= 2 || words.every((word) => backchannel.has(word));
};

const byAgent = (facts: Facts): number => {
  const spoken = facts.callers.flatMap(({ startedAt, stoppedAt }) =>
    startedAt !== undefined && stoppedAt !== undefined && startedAt.mono < stoppedAt.mono
      ? [{ from: startedAt.mono, to: stoppedAt.mono }]
      : [],
  );
  const starts = ordered(spoken.map(({ from }) => from));
  const stops = ordered(spoken.map(({ to }) => to));
  // The caller was only taking a breath.
  const breaths = ordered(
    facts.callers.flatMap(({ startedAt }, index) => {
      const before = facts.callers[index - 1]?.stoppedAt;
      if (startedAt === undefined || before === undefined) return [];
      return startedAt.mono - before.mono <= premature ? [startedAt.mono] : [];
    }),
  );
  const isEarly = (heard: number): boolean => {
    const near = breaths.times[breaths.before(heard - premature)];
    return near !== undefined && near <= heard + premature;
  };
  let count = 0;
  for (const { audibleAt, operator } of facts.responses.values()) {
    if (audibleAt === undefined || operator) continue;
    const isOver = starts.before(audibleAt.mono) > stops.upTo(audibleAt.mono);
    if (isOver || isEarly(audibleAt.mono)) count += 1;
  }
  return count;
};

/** Who cut whom off, how much had been heard, and how soon the agent fell silent. */
export const interruptions = (
  facts: Facts,
  responses: readonly ResponseFacts[],
): ReadonlyMap<string, Metric> => {
  const cut = responses.filter(isInterrupted);
  const speechThatCut = cutting(facts);
  const neverCut = 'the agent was never cut off';
  const depths = cut.flatMap(
    (response) => response.heardMs ?? span(facts, response.audibleAt, response.silentAt) ?? [],
  );
  const stops = cut.flatMap((response) => {
    const speech = speechThatCut(response);
    return response.cleared === 'caller' ? (span(facts, speech?.startedAt, response.silentAt) ?? []) : [];
  });
  const judged = cut.map((response) => isFalse(speechThatCut(response))).filter((is) => is !== undefined);
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
