import type { CallerSpeech, Facts, ResponseFacts } from '../facts.ts';
import type { Instant } from '../signal.ts';
import { firstAudio } from './anchors.ts';

/** An exchange: what the caller said, if they did, and what the agent answered before the caller's next words. */
export type Exchange = {
  readonly caller?: CallerSpeech;
  /** In the order they began; empty when nobody answered. */
  readonly responses: readonly ResponseFacts[];
  /** Made by an operator of this tool, not by the caller. */
  readonly operator: boolean;
  /** The first response of it that was heard, and when; undefined when the caller spoke again before. */
  readonly heard?: { readonly response: ResponseFacts; readonly at: Instant; readonly approx: boolean };
};

const began = ({ createdAt, firstDeltaAt, doneAt }: ResponseFacts): number =>
  (createdAt ?? firstDeltaAt ?? doneAt)?.mono ?? Number.POSITIVE_INFINITY;

const spokeAt = ({ startedAt, stoppedAt, committedAt }: CallerSpeech): number =>
  (startedAt ?? stoppedAt ?? committedAt)?.mono ?? Number.NEGATIVE_INFINITY;

const turnedOver = ({ committedAt, stoppedAt, startedAt }: CallerSpeech): number =>
  (committedAt ?? stoppedAt ?? startedAt)?.mono ?? Number.NEGATIVE_INFINITY;

const exchange = (
  facts: Facts,
  responses: readonly ResponseFacts[],
  caller: CallerSpeech | undefined,
  next: CallerSpeech | undefined,
): Exchange => {
  const operator = caller === undefined && responses.some((response) => response.operator);
  const base = { responses, operator, ...(caller === undefined ? {} : { caller }) };
  for (const response of responses) {
    const audio = firstAudio(facts, response);
    if (audio === undefined) continue;
    return next !== undefined && audio.at.mono >= spokeAt(next)
      ? base
      : { ...base, heard: { response, ...audio } };
  }
  return base;
};

/**
 * The exchanges of a call in order. A response belongs to the last words that the caller had finished when it began;
 * what an operator had the agent say is an exchange of its own, and so is a greeting.
 */
export const exchanges = (facts: Facts): readonly Exchange[] => {
  const responses = [...facts.responses.values()]
    .filter((response) => response.inConversation && Number.isFinite(began(response)))
    .toSorted((a, b) => began(a) - began(b));
  const callers = facts.callers.filter((speech) => Number.isFinite(turnedOver(speech)));
  const found: Exchange[] = [];
  let place = 0;
  for (let index = -1; index < callers.length; index += 1) {
    const caller = callers[index];
    const next = callers[index + 1];
    const until = next === undefined ? Number.POSITIVE_INFINITY : turnedOver(next);
    const answers: ResponseFacts[] = [];
    const apart: ResponseFacts[] = [];
    for (; place < responses.length; place += 1) {
      const response = responses[place];
      if (response === undefined || began(response) >= until) break;
      (response.operator ? apart : answers).push(response);
    }
    if (caller !== undefined || answers.length > 0) found.push(exchange(facts, answers, caller, next));
    for (const response of apart) found.push(exchange(facts, [response], undefined, next));
  }
  return found;
};
