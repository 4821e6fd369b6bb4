import type { Facts } from '../facts.ts';
import { none, value, type Metric } from './metric.ts';

const noAgent = 'a transcription session has no agent';
const noTurns = 'a translation session has no turns: an interpreter speaks while others do';

/** What can be measured of turns where nobody answers them. */
const ofTranscription: ReadonlySet<string> = new Set([
  'endpoint_delay',
  'transcription_lag',
  'caller_speech_time',
  'transcription_failures',
  'asr_confidence',
]);

/** What is about the connection, the service and the operator, and can be measured of any session. */
const ofAny: ReadonlySet<string> = new Set([
  'error_rate',
  'errors',
  'errors_ours',
  'rate_headroom',
  'session_time_left',
  'attach_health',
  'operator_actions',
  'operator_ack',
  'dtmf_count',
  'duration',
  'cost',
]);

/**
 * The metrics of a session without an agent: what is about the agent cannot be computed, rather than being nothing. Of a
 * translation session it is counted instead how much was said.
 */
export const withoutAgent = (
  { kind, passagesSaid }: Facts,
  all: ReadonlyMap<string, Metric>,
): ReadonlyMap<string, Metric> => {
  if (kind === undefined || kind === 'realtime') return all;
  const why = kind === 'transcription' ? noAgent : noTurns;
  const kept = [...all].map(([name, metric]): readonly [string, Metric] => {
    const applies = ofAny.has(name) || (kind === 'transcription' && ofTranscription.has(name));
    return [name, applies ? metric : none(why)];
  });
  if (kind === 'transcription') return new Map(kept);
  return new Map([
    ...kept,
    ['passages_said', value('count', passagesSaid.user)],
    ['passages_interpreted', value('count', passagesSaid.agent)],
  ]);
};

/** What an interpreter costs: by the minute of sound that was put in, or, where that was not told, of the call. */
export const interpreterCost = (
  facts: Facts,
  minute: number | undefined,
): { readonly cost: number; readonly note?: string } | undefined => {
  if (minute === undefined || facts.first === undefined || facts.last === undefined) return undefined;
  const call = facts.last.mono - facts.first.mono;
  return facts.elapsedMs === undefined
    ? { cost: (call / 60_000) * minute, note: 'by the time it was watched' }
    : { cost: (facts.elapsedMs / 60_000) * minute };
};
