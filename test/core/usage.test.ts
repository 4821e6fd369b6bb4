import { describe, expect, test } from 'vitest';
import { newSession } from '../../src/core/session.ts';
import { withResponseUsage, withTranscriptionUsage } from '../../src/core/usage.ts';

const none = newSession.usage;

describe('responses', () => {
  test('are summed by modality', () => {
    const usage = {
      input_tokens: 132,
      output_tokens: 121,
      input_token_details: {
        text_tokens: 100,
        audio_tokens: 30,
        image_tokens: 2,
        cached_tokens: 70,
        cached_tokens_details: { text_tokens: 64, audio_tokens: 6, image_tokens: 0 },
      },
      output_token_details: { text_tokens: 30, audio_tokens: 91, reasoning_tokens: 5 },
    };
    expect(withResponseUsage(withResponseUsage(none, usage), usage)).toEqual({
      responses: 2,
      inputTokens: 264,
      outputTokens: 242,
      input: { text: 200, audio: 60, image: 4 },
      cached: { text: 128, audio: 12, image: 0 },
      output: { text: 60, audio: 182 },
      transcription: { tokens: 0, seconds: 0 },
    });
  });

  test('never cache more than they take in', () => {
    const details = {
      text_tokens: 10,
      cached_tokens: 384,
      cached_tokens_details: { text_tokens: 384, audio_tokens: 9 },
    };
    expect(withResponseUsage(none, { input_token_details: details }).cached).toEqual({
      text: 10,
      audio: 0,
      image: 0,
    });
    const total = { text_tokens: 10, cached_tokens: 384 };
    expect(withResponseUsage(none, { input_token_details: total }).cached.text).toBe(10);
  });

  test.each([[undefined], [{}], [{ input_tokens: -5, input_token_details: 'none', output_tokens: 'many' }]])(
    'without usable numbers cost nothing: %o',
    (usage) => {
      expect(withResponseUsage(none, usage)).toEqual({ ...none, responses: 1 });
    },
  );
});

describe('transcriptions', () => {
  test('are billed by tokens or by seconds', () => {
    const tokens = withTranscriptionUsage(none, { type: 'tokens', total_tokens: 22 });
    const both = withTranscriptionUsage(tokens, { type: 'duration', seconds: 3.5 });
    expect(both.transcription).toEqual({ tokens: 22, seconds: 3.5 });
    expect(withTranscriptionUsage(both, undefined)).toBe(both);
  });
});
