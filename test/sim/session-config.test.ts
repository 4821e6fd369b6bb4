import { expect, test } from 'vitest';
import { at } from '../../src/core/raw.ts';
import { forbidden, isRealtimeModel, merged, newConfig, reasons } from '../../src/sim/session-config.ts';

const defaults = { silence: undefined };
const config = newConfig({ id: 'sess_1', model: 'gpt-realtime', expiresAt: 9 }, defaults);

test('defaults differ between the generations of models', () => {
  const newer = newConfig({ id: 'sess_1', model: 'gpt-realtime-2.1', expiresAt: 9 }, defaults);
  const seen = (one: unknown): unknown[] => [
    at(one, 'audio.output.voice'),
    at(one, 'audio.input.turn_detection.silence_duration_ms'),
  ];
  expect([seen(config), seen(newer)]).toEqual([
    ['alloy', 200],
    ['marin', 500],
  ]);
  expect([reasons('gpt-realtime-2.1-mini'), reasons('gpt-realtime-1.5')]).toEqual([true, false]);
  const fixed = newConfig({ id: 'sess_1', model: 'gpt-realtime', expiresAt: 9 }, { silence: 700 });
  expect(at(fixed, 'audio.input.turn_detection.silence_duration_ms')).toBe(700);
});

test('a transcription session has neither model nor output', () => {
  const session = newConfig({ id: 'sess_1', model: '', expiresAt: 0, type: 'transcription' }, defaults);
  expect(Object.keys(session)).toEqual(['type', 'object', 'id', 'expires_at', 'audio', 'include']);
});

test('models that speak in real time', () => {
  expect(
    ['gpt-realtime', 'gpt-realtime-2.1-mini', 'gpt-audio-1.5', 'gpt-4o-realtime-preview'].every(
      isRealtimeModel,
    ),
  ).toBe(true);
  expect(
    ['gpt-nope', 'gpt-4o', 'gpt-realtime-whisper', 'gpt-realtime-translate', 'gpt-realtimes'].some(
      isRealtimeModel,
    ),
  ).toBe(false);
});

test('a merge keeps what is not named, down to the strength of noise reduction', () => {
  const first = merged(
    config,
    { type: 'realtime', audio: { input: { noise_reduction: { type: 'far_field', strength: 0.5 } } } },
    defaults,
  );
  const second = merged(
    first,
    { type: 'realtime', audio: { input: { noise_reduction: { type: 'near_field' } } } },
    defaults,
  );
  expect(at(second, 'audio.input.noise_reduction')).toEqual({ type: 'near_field', strength: 0.5 });
  expect(at(second, 'audio.input.turn_detection')).toEqual(at(config, 'audio.input.turn_detection'));
  const third = merged(
    second,
    { type: 'realtime', audio: { input: { turn_detection: null, noise_reduction: null } } },
    defaults,
  );
  expect(at(third, 'audio.input')).toMatchObject({ turn_detection: null, noise_reduction: null });
  const semantic = merged(
    third,
    { type: 'realtime', audio: { input: { turn_detection: { type: 'semantic_vad' } } } },
    defaults,
  );
  expect(at(semantic, 'audio.input.turn_detection')).toEqual({
    type: 'semantic_vad',
    eagerness: 'auto',
    create_response: true,
    interrupt_response: true,
  });
});

test('a merge swallows temperature, and puts the fields of tools in order', () => {
  const tools = [{ parameters: {}, name: 'f', type: 'function', description: 'x' }];
  const next = merged(config, { type: 'realtime', temperature: 0.8, tools }, defaults);
  expect(next).not.toHaveProperty('temperature');
  expect(JSON.stringify(at(next, 'tools'))).toBe(
    '[{"type":"function","name":"f","description":"x","parameters":{}}]',
  );
});

test('what may not change', () => {
  const calm = { spoken: false, responding: false };
  const traced = { ...config, tracing: 'auto' };
  const params = [
    forbidden(config, { type: 'transcription' }, calm),
    forbidden(config, { type: 'realtime', model: 'gpt-realtime-2' }, calm),
    forbidden(config, { type: 'realtime', audio: { output: { voice: 'ash' } } }, { ...calm, spoken: true }),
    forbidden(config, { type: 'realtime', audio: { output: { speed: 1.2 } } }, { ...calm, responding: true }),
    forbidden(traced, { type: 'realtime', tracing: null }, calm),
  ].map((wrong) => wrong?.param);
  expect(params).toEqual([
    'session.type',
    'session.model',
    'session.audio.output.voice',
    'session.audio.output.speed',
    'session.tracing',
  ]);
  const allowed = [
    forbidden(config, { type: 'realtime', model: 'gpt-realtime' }, calm),
    forbidden(config, { type: 'realtime', audio: { output: { voice: 'ash', speed: 1.2 } } }, calm),
    forbidden(
      config,
      { type: 'realtime', audio: { output: { voice: 'alloy' } } },
      { spoken: true, responding: true },
    ),
    forbidden(config, { type: 'realtime', tracing: 'auto' }, calm),
  ];
  expect(allowed).toEqual([undefined, undefined, undefined, undefined]);
});
