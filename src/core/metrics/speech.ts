import { seenMs, type Facts } from '../facts.ts';
import {
  agentIntervals,
  between,
  callerIntervals,
  inOrder,
  lengthOf,
  overlap,
  union,
  type Interval,
} from './intervals.ts';
import { none, value, type Metric } from './metric.ts';

/** Silence longer than this is dead air, in milliseconds. */
const deadAfter = 4000;

/** The padding that a session has unless it says otherwise, in milliseconds. */
const usualPadding = 300;

const noPlayback = 'playback is not reported on this kind of call';

/** Speech of the caller on the clock of their audio, without padding and waited silence, in milliseconds. */
const spokenMs = (facts: Facts): number | undefined => {
  let sum = 0;
  let any = false;
  for (const { startMs, endMs, detection } of facts.callers) {
    if (startMs === undefined || endMs === undefined) continue;
    any = true;
    const padding = detection?.type === 'server_vad' ? (detection.paddingMs ?? usualPadding) : 0;
    const silence = detection?.type === 'server_vad' ? (detection.silenceMs ?? 0) : 0;
    sum += Math.max(0, endMs - silence - (startMs + padding));
  }
  return any ? sum : undefined;
};

/** How much silence there was, in milliseconds, the longest of it, and how much of it was dead air. */
const silences = (all: Iterable<Interval>) => {
  let [sum, longest, dead] = [0, 0, 0];
  for (const { from, to } of all) {
    sum = sum + to - from;
    longest = Math.max(longest, to - from);
    if (to - from > deadAfter) dead += 1;
  }
  return { sum, longest, dead };
};

/** Who spoke how much, who was silent, and when both spoke. */
export const speech = (facts: Facts): ReadonlyMap<string, Metric> => {
  const caller = inOrder(callerIntervals(facts));
  const agent = inOrder(agentIntervals(facts));
  const both = inOrder(caller, agent);
  const duration = seenMs(facts);
  const spoken = spokenMs(facts);
  const heard = lengthOf(union(agent));
  const found = new Map<string, Metric>();
  found.set(
    'caller_speech_time',
    spoken === undefined
      ? none(facts.callers.length === 0 ? 'the caller did not speak' : 'no voice activity was reported')
      : value(
          'ms',
          spoken,
          facts.configSeen
            ? undefined
            : "with the padding of voice activity detection: the session's settings were never seen",
        ),
  );
  const silence =
    facts.gaps.length > 0
      ? undefined
      : silences(between(both, facts.first?.mono ?? 0, facts.last?.mono ?? 0));
  if (!facts.playback) {
    for (const name of [
      'talk_ratio',
      'talk_share',
      'talk_percent',
      'dead_air',
      'longest_dead_air',
      'dead_air_count',
      'overlap_time',
    ])
      found.set(name, none(noPlayback));
  } else {
    const share = heard + (spoken ?? 0);
    const ratio = share === 0 ? none('nobody spoke') : value('ratio', heard / share);
    found.set('talk_ratio', ratio);
    found.set('talk_share', ratio);
    found.set(
      'talk_percent',
      duration === 0 ? none('the call had no length') : value('ratio', heard / duration),
    );
    const unknown = none('what was said in a gap is not known');
    found.set('dead_air', silence === undefined ? unknown : value('ms', silence.sum));
    found.set('longest_dead_air', silence === undefined ? unknown : value('ms', silence.longest));
    found.set('dead_air_count', silence === undefined ? unknown : value('count', silence.dead));
    found.set('overlap_time', value('ms', overlap(caller, agent, both)));
  }
  found.set('idle_timeouts', value('count', facts.timeouts.length));
  return found;
};
