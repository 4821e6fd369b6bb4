import type { Facts, ResponseFacts } from '../facts.ts';
import { endpointDoubt, firstAudio, waitedMs } from './anchors.ts';
import type { Exchange } from './exchanges.ts';
import { none, trend, value, type Metric } from './metric.ts';
import { span } from './span.ts';

/** What was measured of one exchange, in milliseconds, by the metric's name. */
export type Measured = { readonly [Name in TurnMetric]?: number };

/** Metrics that have at most one value an exchange. */
export const turnMetrics = [
  'turn_latency',
  'turn_latency_from_vad',
  'endpoint_delay',
  'response_start',
  'ttft',
  'ttfa',
  'generation_time',
  'audible_time',
  'playback_lag',
  'transcription_lag',
] as const;

/** The name of such a metric. */
export type TurnMetric = (typeof turnMetrics)[number];

const ofResponse = (facts: Facts, response: ResponseFacts): Measured =>
  known({
    ttft: span(facts, response.createdAt, response.firstDeltaAt),
    ttfa: span(facts, response.createdAt, firstAudio(facts, response)?.at),
    generation_time: span(facts, response.createdAt, response.doneAt),
    audible_time: span(facts, response.audibleAt, response.silentAt),
    playback_lag:
      response.cleared === undefined ? span(facts, response.doneAt, response.silentAt) : undefined,
  });

const known = (values: { readonly [Name in TurnMetric]?: number | undefined }): Measured =>
  Object.fromEntries(Object.entries(values).filter(([, ms]) => ms !== undefined));

/** The latencies of one exchange: of the response that was heard first, or of its first. */
export const measured = (facts: Facts, { caller, heard, responses }: Exchange): Measured => {
  const response = heard?.response ?? responses[0];
  const own = response === undefined ? {} : ofResponse(facts, response);
  if (caller === undefined) return own;
  const waited = waitedMs(caller) ?? 0;
  const doubt = endpointDoubt(caller);
  return {
    ...own,
    ...known({
      // Where the end of speech is not known, a latency from it would be a guess.
      turn_latency: doubt === 'semantic' ? undefined : span(facts, caller.stoppedAt, heard?.at, waited),
      turn_latency_from_vad: span(facts, caller.stoppedAt, heard?.at),
      endpoint_delay:
        doubt === undefined ? span(facts, caller.stoppedAt, caller.committedAt, waited) : undefined,
      response_start: span(facts, caller.committedAt, responses[0]?.createdAt),
      transcription_lag: span(facts, caller.committedAt, caller.transcribedAt),
    }),
  };
};

const noTurn = 'no turn of the caller was answered while we listened';
const noResponse = 'no response was seen from its beginning';

/** Why there is no value, per metric, as far as the call as a whole explains it. */
const reasons = (facts: Facts, turns: readonly Exchange[]): Readonly<Record<TurnMetric, string>> => {
  const spoken = turns
    .flatMap(({ caller }) => caller ?? [])
    .filter(({ stoppedAt }) => stoppedAt !== undefined);
  const semantic = spoken.length > 0 && spoken.every((speech) => endpointDoubt(speech) === 'semantic');
  const turn =
    facts.callers.length === 0
      ? 'the caller did not speak'
      : spoken.length === 0
        ? 'no voice activity was reported: the client commits by itself'
        : noTurn;
  const playback = facts.playback
    ? 'no response was heard from its beginning to its end'
    : 'playback is not reported on this kind of call';
  return {
    turn_latency: semantic
      ? 'under semantic_vad the end of speech is not known; see turn_latency_from_vad'
      : turn,
    turn_latency_from_vad: turn,
    endpoint_delay: semantic
      ? 'under semantic_vad the end of speech is not known'
      : facts.configSeen
        ? turn
        : "the session's settings were never seen",
    response_start: turn,
    ttft: noResponse,
    ttfa: facts.playback || facts.audioBytes > 0 ? noResponse : 'no response was heard',
    generation_time: noResponse,
    audible_time: playback,
    playback_lag: playback,
    transcription_lag:
      facts.transcriber === undefined && facts.configSeen
        ? 'input transcription is off'
        : 'no transcript of the caller came',
  };
};

/** The latencies of a call: turn by turn, except that each response counts for what is about responses. */
export const latencies = (
  facts: Facts,
  turns: readonly Exchange[],
): ReadonlyMap<TurnMetric | 'greeting_latency', Metric> => {
  const samples = new Map<TurnMetric, number[]>(turnMetrics.map((name) => [name, []]));
  const add = (found: Measured, names: readonly TurnMetric[]): void => {
    for (const name of names) {
      const ms = found[name];
      if (ms !== undefined) samples.get(name)?.push(ms);
    }
  };
  const aboutResponses: readonly TurnMetric[] = [
    'ttft',
    'ttfa',
    'generation_time',
    'audible_time',
    'playback_lag',
  ];
  for (const turn of turns) {
    add(
      measured(facts, turn),
      turnMetrics.filter((name) => !aboutResponses.includes(name)),
    );
    for (const response of turn.responses) add(ofResponse(facts, response), aboutResponses);
  }
  const why = reasons(facts, turns);
  const notes = notesOf(turns);
  const found = new Map<TurnMetric | 'greeting_latency', Metric>();
  for (const name of turnMetrics) found.set(name, trend(samples.get(name) ?? [], why[name], notes.get(name)));
  found.set('greeting_latency', greeting(facts, turns));
  return found;
};

const notesOf = (turns: readonly Exchange[]): ReadonlyMap<TurnMetric, string> => {
  const notes = new Map<TurnMetric, string>();
  const heard = turns.filter((turn) => turn.heard !== undefined && turn.caller !== undefined);
  if (heard.some(({ caller }) => caller !== undefined && endpointDoubt(caller) === 'unseen'))
    notes.set(
      'turn_latency',
      "not corrected by the silence that was waited for: the session's settings were not seen",
    );
  if (turns.some((turn) => turn.heard?.approx === true)) {
    const approximate = 'approximate: from the first word, which comes before its sound';
    for (const name of ['ttfa', 'turn_latency', 'turn_latency_from_vad'] as const)
      notes.set(name, notes.has(name) ? `${notes.get(name)}; ${approximate}` : approximate);
  }
  return notes;
};

const greeting = (facts: Facts, turns: readonly Exchange[]): Metric => {
  if (facts.createdAt === undefined)
    return none('the beginning of the call was not seen: a sideband attaches later');
  const first = turns.find((turn) => turn.heard !== undefined);
  const ms = span(facts, facts.createdAt, first?.heard?.at);
  return ms === undefined ? none('the agent was never heard') : value('ms', ms);
};
