import { describe, expect, test } from 'vitest';
import { effectiveConfig } from '../../src/core/session-config.ts';

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
