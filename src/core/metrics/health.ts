import { seenMs, type Facts, type ResponseFacts } from '../facts.ts';
import { none, table, trend, value, type Metric } from './metric.ts';

const counted = (names: readonly string[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
};

const outcomes = (responses: Iterable<ResponseFacts>): Metric => {
  const rows = new Map<string, number>();
  const reasons = new Map<string, number>();
  let ended = 0;
  for (const { status, reason } of responses) {
    if (status === undefined) continue;
    ended += 1;
    rows.set(status, (rows.get(status) ?? 0) + 1);
    if (reason !== undefined) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  if (ended === 0) return none('no response was seen to its end');
  for (const [reason, count] of reasons) rows.set(reason, count);
  return table('count', rows, ended);
};

const attach = (facts: Facts, minutes: number): Metric => {
  const [first] = facts.opens;
  if (first === undefined) return none('no attach was seen: these are the frames of another tool');
  const lost = facts.gaps.reduce((sum, gap) => sum + gap.to.mono - gap.from.mono, 0);
  const seconds = minutes * 60;
  return table(
    'count',
    new Map([
      ['handshake_ms', first.took],
      ['reconnects', facts.opens.length - 1],
      ['gap_seconds', lost / 1000],
      ['events_per_second', seconds === 0 ? 0 : facts.frames / seconds],
      ['bytes_per_second', seconds === 0 ? 0 : facts.bytes / seconds],
      ['audio_bytes', facts.audioBytes],
      ['unknown_types', facts.unknownTypes.size],
      ['malformed_frames', facts.malformed],
    ]),
    facts.opens.length - 1,
  );
};

const headroom = (facts: Facts): Metric => {
  const limits = [...facts.rateLimits.values()];
  if (limits.length === 0) return none('no rate limits were reported');
  const rows = new Map<string, number>();
  for (const { worst, limit } of limits) {
    rows.set(limit.name, worst);
    if (limit.resetSeconds !== undefined) rows.set(`${limit.name}_reset_seconds`, limit.resetSeconds);
  }
  return table('ratio', rows, Math.min(...limits.map(({ worst }) => worst)));
};

const actions = (facts: Facts): Metric => {
  const rows = new Map(counted(facts.actions.map(({ by }) => by)));
  return table('count', rows, facts.actions.length);
};

/** How the service, the connection and the operators did. */
export const health = (facts: Facts, responses: Iterable<ResponseFacts>): ReadonlyMap<string, Metric> => {
  const ms = seenMs(facts);
  const minutes = ms / 60_000;
  const byCode = counted(facts.errors.map(({ code }) => code));
  const perMinute = minutes === 0 ? facts.errors.length : facts.errors.length / minutes;
  const confidences: number[] = [];
  let failures = 0;
  for (const { confidence, transcriptionFailed } of facts.callers) {
    if (confidence !== undefined) confidences.push(confidence);
    if (transcriptionFailed === true) failures += 1;
  }
  const acks = facts.actions.flatMap(({ at, ackAt }) => (ackAt === undefined ? [] : [ackAt.mono - at.mono]));
  return new Map<string, Metric>([
    ['response_outcomes', outcomes(responses)],
    ['error_rate', table('per_minute', byCode, perMinute)],
    ['errors', value('count', facts.errors.length)],
    ['errors_ours', value('count', facts.errors.filter(({ ours }) => ours).length)],
    ['transcription_failures', value('count', failures)],
    [
      'asr_confidence',
      trend(
        confidences,
        'the session does not include log probabilities of the transcription',
        undefined,
        'ratio',
      ),
    ],
    ['rate_headroom', headroom(facts)],
    [
      'session_time_left',
      facts.expiresAt === undefined || facts.last === undefined
        ? none("the session's end was never told")
        : value('seconds', facts.expiresAt - facts.last.wall / 1000),
    ],
    ['attach_health', attach(facts, minutes)],
    ['operator_actions', actions(facts)],
    [
      'operator_ack',
      trend(acks, facts.actions.length === 0 ? 'nothing was sent' : 'of what was sent no effect was seen'),
    ],
    ['dtmf_count', value('count', facts.dtmf)],
    ['duration', value('ms', ms)],
  ]);
};
