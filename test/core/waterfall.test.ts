import { expect, test } from 'vitest';
import { gather } from '../../src/core/gather.ts';
import { metricsOf } from '../../src/core/metrics.ts';
import { observer } from '../../src/core/observe.ts';
import { readPrices } from '../../src/core/price.ts';
import { waterfall } from '../../src/core/waterfall.ts';
import { received } from '../ui/scripts.ts';

const prices = readPrices({ as_of: '2026-11-21', currency: 'USD', per: 1e6, models: [], transcription: [] });

test('a turn is parted into what its time went into, a tool and its response included', () => {
  const see = observer();
  const gathering = gather();
  const turnDetection = { type: 'server_vad', silence_duration_ms: 500, prefix_padding_ms: 300 };
  const session = { type: 'realtime', audio: { input: { turn_detection: turnDetection } } };
  for (const signal of [
    received(0, 'session.updated', { session }),
    received(1000, 'input_audio_buffer.speech_started', { item_id: 'u', audio_start_ms: 1000 }),
    // Said to be over 500 ms after the last word, which was therefore at 2500.
    received(3000, 'input_audio_buffer.speech_stopped', { item_id: 'u', audio_end_ms: 3000 }),
    received(3010, 'input_audio_buffer.committed', { item_id: 'u' }),
    received(3050, 'response.created', { response: { id: 'a' } }),
    received(3300, 'response.function_call_arguments.done', {
      call_id: 'call_1',
      response_id: 'a',
      item_id: 'f',
      name: 'find',
      arguments: '{}',
    }),
    received(3350, 'response.done', { response: { id: 'a', status: 'completed', output: [] } }),
    received(3900, 'conversation.item.added', {
      item: { id: 'o', type: 'function_call_output', call_id: 'call_1', output: '{}' },
    }),
    received(4000, 'response.created', { response: { id: 'b' } }),
    received(4200, 'response.output_audio_transcript.delta', {
      response_id: 'b',
      item_id: 'x',
      delta: 'Yes',
    }),
    received(4500, 'output_audio_buffer.started', { response_id: 'b' }),
  ])
    gathering.write(see(signal));
  const [turn] = metricsOf(gathering.facts, { prices }).turns;
  expect(turn === undefined ? undefined : waterfall(gathering.facts, turn)).toEqual({
    zero: 2500,
    heard: 2000,
    phases: [
      { phase: 'endpoint', from: 0, to: 510 },
      { phase: 'start', from: 510, to: 550 },
      { phase: 'model', from: 550, to: 850 },
      { phase: 'tool', from: 800, to: 1400 },
      { phase: 'model', from: 1500, to: 1700 },
      { phase: 'voice', from: 1700, to: 2000 },
    ],
  });
});
