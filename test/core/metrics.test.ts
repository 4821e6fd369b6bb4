import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { metricsJson, turnJson } from '../../src/core/metrics/as-json.ts';
import { measure } from '../../src/core/metrics.ts';
import { observer } from '../../src/core/observe.ts';
import { readPrices } from '../../src/core/price.ts';
import type { Raw } from '../../src/core/raw.ts';
import type { Gap, Signal } from '../../src/core/signal.ts';
import { readRecording } from '../../src/io/recording-file.ts';
import prices from '../../src/prices.json' with { type: 'json' };
import { link, moment, received, sent } from './script.ts';

const list = readPrices(prices);

const measured = (signals: readonly Signal[], withoutOperator = false, assumedModel?: string) => {
  const see = observer();
  const meter = measure({ prices: list, withoutOperator, assumedModel });
  for (const signal of signals) meter.write(see(signal));
  const metrics = meter.value();
  return {
    all: metricsJson(metrics) as Record<string, Record<string, unknown>>,
    turns: metrics.turns.map((turn, index) => turnJson(turn, index) as Record<string, unknown>),
  };
};

const at = (ms: number, type: string, fields: Raw = {}): Signal => received({ type, ...fields }, ms);
const recorded = async (name: string): Promise<readonly Signal[]> => {
  const recording = await readRecording(join(import.meta.dirname, '../recordings', name));
  const signals: Signal[] = [];
  for await (const batch of recording.records())
    for (const record of batch) if (record.kind === 'signal') signals.push(record.signal);
  return signals;
};

const vad = (turn_detection: unknown) => ({
  type: 'realtime',
  model: 'gpt-realtime-2.1',
  audio: { input: { turn_detection, transcription: { model: 'gpt-4o-mini-transcribe' } } },
});
const serverVad = { type: 'server_vad', silence_duration_ms: 500, prefix_padding_ms: 300 };

/** A turn of the caller from 1000 (arrival) to 3000, answered by a response that is heard at 3600. */
const turn = (start = 1000, id = 'a', metadata: unknown = null): readonly Signal[] => [
  at(start, 'input_audio_buffer.speech_started', { item_id: `item_${id}`, audio_start_ms: start }),
  at(start + 2000, 'input_audio_buffer.speech_stopped', {
    item_id: `item_${id}`,
    audio_end_ms: start + 2000,
  }),
  at(start + 2010, 'input_audio_buffer.committed', { item_id: `item_${id}` }),
  at(start + 2050, 'response.created', { response: { id: `resp_${id}`, status: 'in_progress', metadata } }),
  at(start + 2300, 'response.output_audio_transcript.delta', {
    response_id: `resp_${id}`,
    item_id: `said_${id}`,
    delta: 'Hi',
  }),
  at(start + 2600, 'output_audio_buffer.started', { response_id: `resp_${id}` }),
  at(start + 2900, 'response.done', {
    response: { id: `resp_${id}`, status: 'completed', metadata, output: [] },
  }),
  at(start + 2950, 'conversation.item.input_audio_transcription.completed', {
    item_id: `item_${id}`,
    transcript: 'Good evening.',
  }),
  at(start + 4600, 'output_audio_buffer.stopped', { response_id: `resp_${id}` }),
];

describe('latencies, by hand', () => {
  const settings = at(0, 'session.updated', { session: vad(serverVad) });

  test('are corrected by the silence that voice activity detection waited for', () => {
    const { all, turns } = measured([settings, ...turn()]);
    // Speech ended at 3000 - 500 = 2500 and the agent was heard at 3600.
    expect(all['turn_latency']).toMatchObject({ n: 1, p50: 1100, max: 1100 });
    expect(all['turn_latency_from_vad']).toMatchObject({ p50: 600 });
    expect(all['endpoint_delay']).toMatchObject({ p50: 510 });
    expect(all['response_start']).toMatchObject({ p50: 40 });
    expect(all['ttft']).toMatchObject({ p50: 250 });
    expect(all['ttfa']).toMatchObject({ p50: 550 });
    expect(all['generation_time']).toMatchObject({ p50: 850 });
    expect(all['audible_time']).toMatchObject({ p50: 2000 });
    expect(all['playback_lag']).toMatchObject({ p50: 1700 });
    expect(all['transcription_lag']).toMatchObject({ p50: 940 });
    // On the clock of the audio: from 1000 + 300 to 3000 - 500.
    expect(all['caller_speech_time']).toMatchObject({ value: 1200 });
    expect(all['talk_ratio']).toMatchObject({ value: 0.625 });
    expect(turns).toMatchObject([{ turn: 1, caller: 'Good evening.', turn_latency: 1100 }]);
  });

  test('count the agent that is still heard when nobody watches any more', () => {
    const left = link(
      { to: 'closed', reason: 'detached', cause: 'detached', message: 'detached', exit: 'ok' },
      5100,
    );
    const { all } = measured([settings, ...turn().slice(0, -1), left]);
    // Heard from 3600 to 5100, of 5100 in all; the caller spoke from 1300 to 2500 on the clock of the audio.
    expect(all['talk_percent']).toMatchObject({ value: 0.294118 });
    expect(all['talk_share']).toMatchObject({ value: 0.555556 });
    // Silent from 0 to 1000, and from 2500 to 3600.
    expect(all['dead_air']).toMatchObject({ value: 2100 });
  });

  test('say so when the settings were never seen', () => {
    const { all } = measured(turn());
    expect(all['turn_latency']).toMatchObject({ p50: 600, note: expect.stringContaining('not corrected') });
    expect(all['endpoint_delay']).toEqual({ not_computable: "the session's settings were never seen" });
    expect(all['greeting_latency']).toEqual({
      not_computable: 'the beginning of the call was not seen: a sideband attaches later',
    });
  });

  test('do not guess the end of speech under semantic_vad', () => {
    const { all } = measured([
      at(0, 'session.updated', { session: vad({ type: 'semantic_vad' }) }),
      ...turn(),
    ]);
    expect(all['turn_latency']).toHaveProperty('not_computable');
    expect(all['turn_latency_from_vad']).toMatchObject({ p50: 600 });
  });

  test('leave out what lies across a gap', () => {
    const gap: Gap = {
      from: moment(3100),
      noticed: moment(3100),
      to: moment(3500),
      cause: 'connection lost',
    };
    const signals = turn();
    const { all } = measured([
      settings,
      ...signals.slice(0, 4),
      link({ to: 'gap', gap }, 3500),
      ...signals.slice(4),
    ]);
    expect(all['turn_latency']).toHaveProperty('not_computable');
    expect(all['attach_health']).toHaveProperty('not_computable');
    expect(all['dead_air']).toEqual({ not_computable: 'what was said in a gap is not known' });
  });

  test('belong to the caller, not to what an operator had the agent say', () => {
    const operators = [
      sent({ type: 'response.create', event_id: 'ours' }, 'say'),
      at(9000, 'response.created', { response: { id: 'resp_op', metadata: { source: 'rt-sideband' } } }),
      at(9400, 'output_audio_buffer.started', { response_id: 'resp_op' }),
      at(9900, 'response.done', {
        response: { id: 'resp_op', status: 'completed', metadata: { source: 'rt-sideband' } },
      }),
    ];
    const signals = [settings, ...turn(), ...operators];
    expect(measured(signals).all['ttfa']).toMatchObject({ n: 2 });
    expect(measured(signals).turns).toHaveLength(2);
    expect(measured(signals, true).all['ttfa']).toMatchObject({ n: 1, max: 550 });
    expect(measured(signals, true).turns).toHaveLength(1);
    expect(measured(signals).all['operator_actions']).toMatchObject({ by: { say: 1 } });
    expect(measured(signals).all['turns']).toMatchObject({ value: 1 });
  });
});

test('what was refused is not acknowledged by a later effect of its kind', () => {
  const signals = [
    sent({ type: 'response.cancel', event_id: 'early' }, 'interrupt'),
    at(5040, 'error', { error: { type: 'invalid_request_error', event_id: 'early' } }),
    ...turn(60_000),
  ];
  expect(measured(signals).all['operator_ack']).toEqual({
    not_computable: 'of what was sent no effect was seen',
  });
});

describe('interruptions', () => {
  test('by the caller are counted once a response, and a client that cancels is none', () => {
    const cut = (id: string, reason: string): readonly Signal[] => [
      at(1, 'response.created', { response: { id } }),
      at(2, 'output_audio_buffer.started', { response_id: id }),
      ...(reason === 'turn_detected'
        ? [at(50, 'input_audio_buffer.speech_started', { item_id: `i${id}` })]
        : []),
      at(60, 'output_audio_buffer.cleared', { response_id: id }),
      at(61, 'response.done', { response: { id, status: 'cancelled', status_details: { reason } } }),
    ];
    expect(measured(cut('a', 'turn_detected')).all['interruptions_by_caller']).toMatchObject({ value: 1 });
    expect(measured(cut('a', 'turn_detected')).all['barge_in_stop']).toMatchObject({ p50: 10 });
    expect(measured(cut('a', 'client_cancelled')).all['interruptions_by_caller']).toMatchObject({ value: 0 });
    // The caller hummed while it was heard, and went unheeded; then a client cancelled.
    const hum = at(30, 'input_audio_buffer.speech_started', { item_id: 'hum' });
    const hummed = cut('a', 'client_cancelled').flatMap((signal) =>
      signal.at.mono === 60 ? [hum, signal] : [signal],
    );
    expect(measured(hummed).all['interruptions_by_caller']).toMatchObject({ value: 0 });
  });

  /**
   * By hand from interruption.ndjson: the agent is cut off twice. At 7062.5 the caller speaks into a response that is
   * still being generated and was heard since 5562.7 (1500 ms heard); at 16863.9 into one that was already done, heard
   * since 14362 (2500 ms), silent 2.5 ms later. Answers to the caller were heard 471.6, 483.9, 472.6 … ms after their
   * speech_stopped: 5562.7 - 5091.1, 9928.2 - 9444.3, 14362 - 13889.4.
   */
  test('of the recorded scenario', async () => {
    const { all, turns } = measured(await recorded('interruption.ndjson'));
    expect(all['interruptions_by_caller']).toMatchObject({ value: 2 });
    expect(all['interruption_depth']).toMatchObject({ n: 2, min: 1500, max: 2500 });
    expect(all['barge_in_stop']).toMatchObject({ n: 2, min: 0, max: 2.5 });
    expect(turns.slice(1, 4).map((one) => one['turn_latency_from_vad'])).toEqual([471.6, 483.9, 472.6]);
  });
});

/**
 * By hand from order.ndjson. The greeting: created 228.3, first word 516.3 (ttft 288), heard 642.7 (ttfa 414.4) until
 * 4802.6 (audible 4159.9), done 983.4 (generated in 755.1, playback 3819.2 behind). The order: the caller stops at 7040.8, the
 * answer to the tool is heard at 8424.1 (1383.3); committed 7041.8, transcript 8066 (1024.2).
 */
test('the order of the recorded scenario', async () => {
  const { all, turns } = measured(await recorded('order.ndjson'));
  expect(turns).toHaveLength(3);
  expect(turns[0]).toMatchObject({
    ttft: 288,
    ttfa: 414.4,
    audible_time: 4159.9,
    generation_time: 755.1,
    playback_lag: 3819.2,
  });
  expect(turns[1]).toMatchObject({ turn_latency_from_vad: 1383.3, transcription_lag: 1024.2 });
  expect(all['turns']).toMatchObject({ value: 2 });
  expect(all['tool_latency']).toMatchObject({ n: 1 });
  expect(all['cost']).toEqual({
    not_computable: "unknown: the session's model was never seen; --assume-model NAME takes one for it",
  });
  expect(all['response_outcomes']).toMatchObject({ by: { completed: 4 } });
});

describe('cost', () => {
  const usage = {
    input_tokens: 3000,
    output_tokens: 1000,
    input_token_details: {
      text_tokens: 1000,
      audio_tokens: 2000,
      cached_tokens: 500,
      cached_tokens_details: { text_tokens: 500, audio_tokens: 0 },
    },
    output_token_details: { text_tokens: 200, audio_tokens: 800 },
  };
  const billed = (model: string) =>
    measured([
      at(0, 'session.updated', { session: { ...vad(serverVad), model } }),
      at(10, 'response.done', { response: { id: 'r', status: 'completed', usage } }),
    ]).all;

  test('is the sum over modalities, cached tokens at their own price', () => {
    // (500 × 4 + 500 × 0.4 + 2000 × 32 + 200 × 24 + 800 × 64) / 1e6
    expect(billed('gpt-realtime-2.1')['cost']).toMatchObject({ value: 0.1222 });
    expect(billed('gpt-realtime-2.1')['cached_ratio']).toMatchObject({ value: 0.166667 });
  });

  const unseen = (assumedModel: string | undefined, ...more: readonly Signal[]) =>
    measured(
      [at(10, 'response.done', { response: { id: 'r', status: 'completed', usage } }), ...more],
      false,
      assumedModel,
    ).all['cost'];

  test('goes by a model that is assumed where none was seen, and says so', () => {
    expect(unseen(undefined)).toEqual({ not_computable: expect.stringContaining('never seen') });
    expect(unseen('gpt-realtime-2.1')).toMatchObject({
      value: 0.1222,
      assumed: 'gpt-realtime-2.1',
      note: expect.stringContaining('model assumed: gpt-realtime-2.1'),
    });
    expect(unseen('gpt-next')).toEqual({ not_computable: expect.stringContaining('price list') });
  });

  test('goes by what was seen, also of what came before', () => {
    const seen = at(20, 'session.updated', { session: { ...vad(serverVad), model: 'gpt-realtime-2.1' } });
    expect(unseen(undefined, seen)).toMatchObject({ value: 0.1222 });
    expect(unseen('gpt-realtime-2.1-mini', seen)).toMatchObject({ value: 0.1222 });
    expect(unseen('gpt-realtime-2.1-mini', seen)).toHaveProperty('assumed', undefined);
  });

  test('of an unknown model is unknown, not nothing', () => {
    expect(billed('gpt-next')['cost']).toEqual({ not_computable: expect.stringContaining('unknown') });
  });
});

test('errors name what this connection caused', () => {
  const { all } = measured([
    sent({ type: 'response.cancel', event_id: 'ours' }, 'interrupt'),
    at(10, 'error', { error: { code: 'response_cancel_not_active', event_id: 'ours', message: '' } }),
    at(60_000, 'error', { error: { code: 'other', event_id: 'theirs', message: '' } }),
  ]);
  expect(all['error_rate']).toMatchObject({ value: 2, by: { response_cancel_not_active: 1, other: 1 } });
  expect(all['errors_ours']).toMatchObject({ value: 1 });
});

const stream = new URL(
  '../../../shared/fixtures/streams/beta-openai-webrtc-12-responses-8-interruptions.ndjson',
  import.meta.url,
);

test.skipIf(!existsSync(stream))(
  'a recorded call with many interruptions (needs the shared fixtures)',
  () => {
    const signals = readFileSync(stream, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as { dir: string; event: Raw })
      .filter(({ dir }) => dir !== 'close')
      .map(({ dir, event }, index) => (dir === 'server' ? received(event, index * 10) : sent(event)));
    const { all } = measured(signals);
    expect(all['response_outcomes']).toMatchObject({ value: 12, by: { cancelled: 8, turn_detected: 8 } });
    // The five that were truncated, at 4000, 2460, 1680, 0 and 20 ms; the other four were never heard.
    expect(all['interruption_depth']).toMatchObject({ n: 5, min: 0, p50: 1680, max: 4000 });
    expect(all['audible_time']).toMatchObject({ n: 8 });
    expect(all['barge_in_stop']).toMatchObject({ n: 5 });
    // Eight were cut while they were made; one more was already made and cut while it was heard.
    expect(all['interruptions_by_caller']).toMatchObject({ value: 9 });
    // Yeah. Okay. pfft, Yeah, Heh. The other four say something.
    expect(all['false_barge_in']).toMatchObject({ value: 5 });
  },
);
