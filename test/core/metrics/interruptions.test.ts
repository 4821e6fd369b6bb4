import { describe, expect, test } from 'vitest';
import { gather } from '../../../src/core/gather.ts';
import { metricsJson } from '../../../src/core/metrics/as-json.ts';
import { metricsOf } from '../../../src/core/metrics.ts';
import { observer } from '../../../src/core/observe.ts';
import { readPrices } from '../../../src/core/price.ts';
import type { Raw } from '../../../src/core/raw.ts';
import type { Signal } from '../../../src/core/signal.ts';
import { utterances } from '../../../src/core/utterances.ts';
import prices from '../../../src/prices.json' with { type: 'json' };
import { received } from '../script.ts';

const at = (ms: number, type: string, fields: Raw = {}): Signal => received({ type, ...fields }, ms);

const measured = (signals: readonly Signal[]) => {
  const see = observer();
  const gathering = gather();
  for (const signal of signals) gathering.write(see(signal));
  const found = metricsJson(metricsOf(gathering.facts, { prices: readPrices(prices) }));
  return { all: found as Record<string, Record<string, unknown>>, said: utterances(gathering.facts) };
};

/** What becomes of a response: heard to its end, cut off after so many ms when already made or not, or never heard. */
type Fate = 'heard' | 'never' | { readonly cutAfter: number; readonly made?: true };

/**
 * A call of somebody who does not let the agent finish, as it is seen on WebRTC: 12 responses, 8 of them cancelled by the
 * caller's voice, 5 truncated where they were being heard, one of these already made to its end.
 */
const impatient: readonly (readonly [caller: string | undefined, fate: Fate])[] = [
  [undefined, { cutAfter: 3500, made: true }],
  ['Just a moment, please.', 'heard'],
  ['Hello there, who is it?', 'heard'],
  ['Hm...', 'never'],
  ['May I talk to somebody else?', { cutAfter: 2400 }],
  ['I cannot believe this.', 'never'],
  ['Yes.', 'never'],
  ['Okay.', { cutAfter: 1600 }],
  ['Tss', { cutAfter: 0 }],
  ['Do you always talk like that to people?', 'never'],
  ['Yeah', { cutAfter: 20 }],
  ['Ha.', 'heard'],
];

/**
 * Of each turn, counted from the moment the caller begins: 1000 they stop, 1010 committed, 1050 created, 1300 first word,
 * 1600 heard; made to its end at 2500 and heard to its end at 5000, unless the next turn begins before: `cutAfter`
 * behind the 1600, or at 1200 into a response that is never heard. Cutting takes 20 ms until silence, 30 until done.
 */
const signals = (() => {
  const made: Signal[] = [
    at(0, 'session.updated', {
      session: { audio: { input: { turn_detection: { type: 'server_vad', silence_duration_ms: 500 } } } },
    }),
  ];
  let zero = 1000;
  for (const [index, [caller, fate]] of impatient.entries()) {
    const [user, response, item] = [`u${index}`, `r${index}`, `a${index}`];
    const add = (ms: number, type: string, fields: Raw): void => void made.push(at(zero + ms, type, fields));
    if (caller !== undefined) {
      const from = { item_id: user, audio_start_ms: zero };
      add(0, 'input_audio_buffer.speech_started', from);
      add(1000, 'input_audio_buffer.speech_stopped', { item_id: user, audio_end_ms: zero + 1000 });
      add(1010, 'input_audio_buffer.committed', { item_id: user });
      add(1900, 'conversation.item.input_audio_transcription.completed', {
        item_id: user,
        transcript: caller,
      });
    }
    const done = (ms: number, status: string, reason?: string): void =>
      add(ms, 'response.done', {
        response: { id: response, status, status_details: { reason }, output: [] },
      });
    add(1050, 'response.created', { response: { id: response } });
    const next = fate === 'heard' ? 8000 : fate === 'never' ? 1200 : 1600 + fate.cutAfter;
    if (fate !== 'never') {
      const place = { response_id: response, item_id: item };
      add(1300, 'response.output_audio_transcript.delta', { ...place, delta: 'Let' });
      add(1600, 'output_audio_buffer.started', { response_id: response });
      const transcript = 'Let me tell you what I can do for you today and tomorrow.';
      add(next === 8000 ? 2400 : 1600, 'response.output_audio_transcript.done', { ...place, transcript });
    }
    if (fate === 'heard') {
      done(2500, 'completed');
      add(5000, 'output_audio_buffer.stopped', { response_id: response });
    } else if (fate === 'never') done(next + 10, 'cancelled', 'turn_detected');
    else {
      if (fate.made === true) done(2500, 'completed');
      add(next + 20, 'output_audio_buffer.cleared', { response_id: response });
      if (fate.made !== true) done(next + 30, 'cancelled', 'turn_detected');
      const truncated = { item_id: item, content_index: 0, audio_end_ms: fate.cutAfter };
      add(next + 40, 'conversation.item.truncated', truncated);
    }
    zero += next;
  }
  return made.toSorted((a, b) => a.at.mono - b.at.mono);
})();

describe('a call with many interruptions, by hand', () => {
  const { all, said } = measured(signals);

  test('has 12 responses, 8 cancelled and 5 truncated', () => {
    // Made to their end: the greeting and the three that were heard.
    expect(all['response_outcomes']).toMatchObject({
      value: 12,
      by: { completed: 4, cancelled: 8, turn_detected: 8 },
    });
    // The eight, and the greeting that was only being heard.
    expect(all['interruptions_by_caller']).toMatchObject({ value: 9 });
    expect(all['interruption_depth']).toMatchObject({ n: 5, min: 0, p50: 1600, max: 3500 });
    // Tss, and the Yeah 20 ms into a reply: 600 and 620 ms behind their last word the caller was only taking a breath.
    expect(all['interruptions_by_agent']).toMatchObject({ value: 2 });
  });

  test('tells how soon the agent fell silent, and what was no interruption', () => {
    // Those that were heard: silent 20 ms behind the caller's first sound.
    expect(all['barge_in_stop']).toMatchObject({ n: 5, min: 20, max: 20 });
    // Of what cut in: Yes. Okay. Tss, Yeah, Ha. The others are three words and more.
    expect(all['false_barge_in']).toMatchObject({ value: 5 });
  });

  test('measures what was heard, and only that', () => {
    // 3520, 3400, 3400, 2420, 1620, 20, 40, 3400: in order 20, 40, 1620, 2420, 3400, 3400, 3400, 3520.
    expect(all['audible_time']).toMatchObject({ n: 8, min: 20, p50: 2910, max: 3520 });
    expect(all['ttfa']).toMatchObject({ n: 8, min: 550, max: 550 });
    expect(all['ttft']).toMatchObject({ n: 8, min: 250, max: 250 });
    // Heard before the caller's next word, after a word of the caller: turns 2, 3, 5, 8, 11 and 12.
    expect(all['turn_latency_from_vad']).toMatchObject({ n: 6, min: 600, max: 600 });
    expect(all['turn_latency']).toMatchObject({ n: 6, min: 1100, max: 1100 });
    // Only what was heard to its end: 5000 - 2500.
    expect(all['playback_lag']).toMatchObject({ n: 3, min: 2500, max: 2500 });
  });

  test('is told as it was heard', () => {
    const agent = said.filter(({ who }) => who === 'agent');
    // The pace of the three that were heard: 57 characters in 3400 ms; 3500 ms are 58, 2400 are 40, 1600 are 26.
    expect(agent.map(({ text, cut }) => `${text}${cut === true ? '—' : ''}`)).toEqual([
      'Let me tell you what I can do for you today and tomorrow.—',
      'Let me tell you what I can do for you today and tomorrow.',
      'Let me tell you what I can do for you today and tomorrow.',
      'Let me tell you what I can do for you—',
      'Let me tell you what I can—',
      'Let me tell you what I can do for you today and tomorrow.',
    ]);
    expect(agent.every(({ from, to }) => to > from)).toBe(true);
  });
});
