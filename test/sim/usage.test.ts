import { expect, test } from 'vitest';
import { at } from '../../src/core/raw.ts';
import {
  contextTokens,
  itemTokens,
  noUsage,
  textTokens,
  transcriptionUsage,
  usageOf,
} from '../../src/sim/usage.ts';

const said = { content: [{ type: 'output_audio', transcript: 'x'.repeat(15) }] };

test('what weighs how much', () => {
  expect([textTokens(''), textTokens('a'), textTokens('x'.repeat(9))]).toEqual([0, 1, 3]);
  expect(itemTokens(said)).toEqual({ text: 4, audio: 20 });
  expect(itemTokens({ content: [{ type: 'input_audio', transcript: 'x'.repeat(15) }] })).toEqual({
    text: 0,
    audio: 10,
  });
  expect(itemTokens({ type: 'function_call', name: 'f', arguments: '{"a":1}' }).text).toBe(3);
  expect(contextTokens({ instructions: 'x'.repeat(8), tools: [{}] }, [said])).toEqual({
    text: 26,
    audio: 20,
  });
});

test('cached tokens come in blocks of 64 and are a part of the input', () => {
  const usage = usageOf({ text: 200, audio: 100 }, { text: 150, audio: 500 }, [said], 17);
  expect(usage).toMatchObject({
    input_tokens: 300,
    output_tokens: 41,
    total_tokens: 341,
    input_token_details: {
      cached_tokens: 192,
      cached_tokens_details: { text_tokens: 128, audio_tokens: 64 },
    },
    output_token_details: { text_tokens: 21, audio_tokens: 20, reasoning_tokens: 17 },
  });
  expect(usageOf({ text: 70, audio: 0 }, { text: 500, audio: 0 }, [], undefined)).toMatchObject({
    input_token_details: { cached_tokens: 64 },
  });
  expect(usageOf({ text: 1, audio: 0 }, { text: 0, audio: 0 }, [], undefined)).not.toHaveProperty(
    'output_token_details.reasoning_tokens',
  );
  expect(noUsage['total_tokens']).toBe(0);
});

test('transcription is billed by seconds or by tokens', () => {
  const config = (model: string): object => ({ audio: { input: { transcription: { model } } } });
  expect(transcriptionUsage({ ...config('gpt-realtime-whisper') }, 'Hello.', 2600)).toEqual({
    type: 'duration',
    seconds: 3,
  });
  expect(
    at(transcriptionUsage({ ...config('gpt-4o-mini-transcribe') }, 'Hello.', 2600), 'input_token_details'),
  ).toEqual({
    text_tokens: 0,
    audio_tokens: 26,
  });
});
