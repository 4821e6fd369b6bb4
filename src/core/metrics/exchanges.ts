import type { CallerSpeech, Facts, ResponseFacts } from '../facts.ts';
import { firstAudio } from './anchors.ts';

/** An exchange: what the caller said, if they did, and what the agent answered before the caller's next words. */
export type Exchange = {
  readonly caller?: CallerSpeech;
  /** In the order they began; empty when nobody answered. */
  readonly responses: readonly ResponseFacts[];
  /** Made by an operator of this tool, not by the caller. */
  readonly operator: boolean;
  /** The first response of it that was heard, and when; undefined when the caller spoke again before. */
  readonly heard?: { readonly response: ResponseFacts; readonly at: number; readonly approx: boolean };
};

const began = ({ createdAt, firstDeltaAt, doneAt }: ResponseFacts): number =>
  createdAt ?? firstDeltaAt ?? doneAt ?? Number.POSITIVE_INFINITY;

const spokeAt = ({ startedAt, stoppedAt, committedAt }: CallerSpeech): number =>
  startedAt ?? stoppedAt ?? committedAt ?? Number.NEGATIVE_INFINITY;

const turnedOver = ({ committedAt, stoppedAt, startedAt }: CallerSpeech): number =>
  committedAt ?? stoppedAt ?? startedAt ?? Number.NEGATIVE_INFINITY;

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
    return next !== undefined && audio.at >= spokeAt(next)
      ? base
      : { ...base, heard: { response, ...audio } };
  }
  return base;
};

function* inConversation(facts: Facts): Generator<ResponseFacts> {
  for (const response of facts.responses)
    if (response.inConversation && Number.isFinite(began(response))) yield response;
}

/** Responses in the order they began, which nearly always is the one they are in. */
const inOrder = (facts: Facts): Iterable<ResponseFacts> => {
  let last = Number.NEGATIVE_INFINITY;
  for (const response of inConversation(facts)) {
    if (began(response) < last) return [...inConversation(facts)].sort((a, b) => began(a) - began(b));
    last = began(response);
  }
  return inConversation(facts);
};

/** The caller's speech that turned over, each with the next. */
function* turns(facts: Facts): Generator<readonly [CallerSpeech | undefined, CallerSpeech | undefined]> {
  let before: CallerSpeech | undefined;
  for (const speech of facts.callers) {
    if (!Number.isFinite(turnedOver(speech))) continue;
    yield [before, speech];
    before = speech;
  }
  yield [before, undefined];
}

/**
 * The exchanges of a call in order, each made when it is asked for: a long call has thousands. A response belongs to the
 * last words that the caller had finished when it began; what an operator had the agent say is an exchange of its own, and
 * so is a greeting.
 */
export function* exchanges(facts: Facts): Generator<Exchange> {
  const responses = inOrder(facts)[Symbol.iterator]();
  let response = responses.next();
  for (const [caller, next] of turns(facts)) {
    const until = next === undefined ? Number.POSITIVE_INFINITY : turnedOver(next);
    const answers: ResponseFacts[] = [];
    const apart: ResponseFacts[] = [];
    for (; response.done !== true && began(response.value) < until; response = responses.next())
      (response.value.operator ? apart : answers).push(response.value);
    if (caller !== undefined || answers.length > 0) yield exchange(facts, answers, caller, next);
    for (const one of apart) yield exchange(facts, [one], undefined, next);
  }
}
