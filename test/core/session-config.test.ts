import { describe, expect, test } from 'vitest';
import { changedPaths, effectiveConfig } from '../../src/core/session-config.ts';

describe('effectiveConfig', () => {
  test('puts every beta field where it is now', () => {
    expect(
      effectiveConfig({
        model: 'm',
        modalities: ['text'],
        max_response_output_tokens: 200,
        voice: 'sage',
        speed: 1.1,
        input_audio_format: 'pcm16',
        output_audio_format: 'g711_alaw',
        turn_detection: null,
        input_audio_transcription: { model: 'whisper-1' },
        input_audio_noise_reduction: { type: 'near_field' },
        temperature: 0.7,
      }),
    ).toEqual({
      model: 'm',
      output_modalities: ['text'],
      max_output_tokens: 200,
      temperature: 0.7,
      audio: {
        input: {
          format: { type: 'audio/pcm', rate: 24_000 },
          turn_detection: null,
          transcription: { model: 'whisper-1' },
          noise_reduction: { type: 'near_field' },
        },
        output: { voice: 'sage', speed: 1.1, format: { type: 'audio/pcma' } },
      },
    });
  });

  test('prefers the present place where both are there, and leaves secrets out', () => {
    const config = effectiveConfig({
      voice: 'old',
      audio: { output: { voice: 'new' } },
      client_secret: { value: 'x' },
    });
    expect(config).toEqual({ audio: { output: { voice: 'new' } } });
  });
});

describe('changedPaths', () => {
  const before = {
    id: 'a',
    expires_at: 1,
    instructions: 'x',
    tools: [{ name: 'f' }],
    audio: { output: { speed: 1, voice: 'v' } },
  };

  test.each([
    ['nothing', before, []],
    ['identity', { ...before, id: 'b', expires_at: 2 }, []],
    ['a leaf', { ...before, audio: { output: { speed: 1.1, voice: 'v' } } }, ['audio.output.speed']],
    ['a list', { ...before, tools: [] }, ['tools']],
    ['added and removed', { ...before, instructions: undefined, prompt: 'p' }, ['instructions', 'prompt']],
    ['null for absent', { ...before, tracing: null }, []],
    ['an object for a value', { ...before, audio: 'none' }, ['audio']],
  ])('%s', (_, changed, paths) => {
    expect(changedPaths(before, changed)).toEqual(paths);
  });

  test('fields of the wire called id deeper down are settings', () => {
    expect(changedPaths({ prompt: { id: 'a' } }, { prompt: { id: 'b' } })).toEqual(['prompt.id']);
  });
});
