import { cells, type Cells } from '../cells.ts';
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

type Take = (name: TurnMetric, ms: number | undefined) => void;

const ofResponse = (facts: Facts, response: ResponseFacts, take: Take): void => {
  take('ttft', span(facts, response.createdAt, response.firstDeltaAt));
  take('ttfa', span(facts, response.createdAt, firstAudio(facts, response)?.at));
  take('generation_time', span(facts, response.createdAt, response.doneAt));
  take('audible_time', span(facts, response.audibleAt, response.silentAt));
  if (response.cleared === undefined) take('playback_lag', span(facts, response.doneAt, response.silentAt));
};

const ofCaller = (facts: Facts, { caller, heard, responses }: Exchange, take: Take): void => {
  if (caller === undefined) return;
  const waited = waitedMs(caller) ?? 0;
  const doubt = endpointDoubt(caller);
  // Where the end of speech is not known, a latency from it would be a guess.
  if (doubt !== 'semantic') take('turn_latency', span(facts, caller.stoppedAt, heard?.at, waited));
  take('turn_latency_from_vad', span(facts, caller.stoppedAt, heard?.at));
  if (doubt === undefined) take('endpoint_delay', span(facts, caller.stoppedAt, caller.committedAt, waited));
  take('response_start', span(facts, caller.committedAt, responses[0]?.createdAt));
  take('transcription_lag', span(facts, caller.committedAt, caller.transcribedAt));
};

/** The latencies of one exchange: of the response that was heard first, or of its first. */
export const measured = (facts: Facts, exchange: Exchange): Measured => {
  const found: { [Name in TurnMetric]?: number } = {};
  const take: Take = (name, ms) => {
    if (ms !== undefined) found[name] = ms;
  };
  const response = exchange.heard?.response ?? exchange.responses[0];
  if (response !== undefined) ofResponse(facts, response, take);
  ofCaller(facts, exchange, take);
  return found;
};

const noTurn = 'no turn of the caller was answered while we listened';
const noResponse = 'no response was seen from its beginning';

/** What the turns of a call tell of it as a whole, for reasons and notes. */
type Told = {
  spoken: boolean;
  /** Nothing was spoken under anything but semantic_vad. */
  semantic: boolean;
  /** Something was heard in answer to speech under settings that were not seen. */
  unseen: boolean;
  approx: boolean;
  greeting: number | undefined;
};

const tell = (told: Told, { caller, heard }: Exchange): void => {
  if (caller?.stoppedAt !== undefined) {
    told.spoken = true;
    told.semantic &&= endpointDoubt(caller) === 'semantic';
  }
  if (heard === undefined) return;
  if (caller !== undefined && endpointDoubt(caller) === 'unseen') told.unseen = true;
  if (heard.approx) told.approx = true;
  told.greeting ??= heard.at;
};

/** Why there is no value, per metric, as far as the call as a whole explains it. */
const reasons = (facts: Facts, { spoken, semantic }: Told): Readonly<Record<TurnMetric, string>> => {
  const turn =
    facts.callers.length === 0
      ? 'the caller did not speak'
      : !spoken
        ? 'no voice activity was reported: the client commits by itself'
        : noTurn;
  const playback = facts.playback
    ? 'no response was heard from its beginning to its end'
    : 'playback is not reported on this kind of call';
  return {
    turn_latency:
      spoken && semantic
        ? 'under semantic_vad the end of speech is not known; see turn_latency_from_vad'
        : turn,
    turn_latency_from_vad: turn,
    endpoint_delay:
      spoken && semantic
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
  turns: Iterable<Exchange>,
): ReadonlyMap<TurnMetric | 'greeting_latency', Metric> => {
  const samples = new Map(turnMetrics.map((name) => [name, cells(1)]));
  const take: Take = (name, ms) => {
    const kept = ms === undefined ? undefined : samples.get(name);
    kept?.set(kept.add(), 0, ms);
  };
  const told: Told = { spoken: false, semantic: true, unseen: false, approx: false, greeting: undefined };
  for (const turn of turns) {
    ofCaller(facts, turn, take);
    for (const response of turn.responses) ofResponse(facts, response, take);
    tell(told, turn);
  }
  const why = reasons(facts, told);
  const notes = notesOf(told);
  const found = new Map<TurnMetric | 'greeting_latency', Metric>();
  for (const name of turnMetrics) found.set(name, trend(all(samples.get(name)), why[name], notes.get(name)));
  found.set('greeting_latency', greeting(facts, told));
  return found;
};

const all = (kept: Cells | undefined): readonly number[] =>
  Array.from({ length: kept?.rows() ?? 0 }, (_, row) => kept?.get(row, 0) ?? 0);

const notesOf = ({ unseen, approx }: Told): ReadonlyMap<TurnMetric, string> => {
  const notes = new Map<TurnMetric, string>();
  if (unseen)
    notes.set(
      'turn_latency',
      "not corrected by the silence that was waited for: the session's settings were not seen",
    );
  if (approx) {
    const approximate = 'approximate: from the first word, which comes before its sound';
    for (const name of ['ttfa', 'turn_latency', 'turn_latency_from_vad'] as const)
      notes.set(name, notes.has(name) ? `${notes.get(name)}; ${approximate}` : approximate);
  }
  return notes;
};

const greeting = (facts: Facts, told: Told): Metric => {
  if (facts.createdAt === undefined)
    return none('the beginning of the call was not seen: a sideband attaches later');
  const ms = span(facts, facts.createdAt.mono, told.greeting);
  return ms === undefined ? none('the agent was never heard') : value('ms', ms);
};
