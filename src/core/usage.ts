import { child, number, text, type Raw } from './raw.ts';
import type { Usage } from './session.ts';

const tokens = (raw: Raw | undefined, key: string): number => Math.max(0, number(raw, key) ?? 0);

/** What one response used, in tokens. Cached ones are a part of the input. */
export type ResponseUsage = Pick<Usage, 'inputTokens' | 'outputTokens' | 'input' | 'cached' | 'output'> & {
  /** As told in sum. */
  readonly cachedTokens: number;
};

/** Reads the usage of a response; what is not told is none. */
export const responseUsage = (usage: Raw | undefined): ResponseUsage => {
  const input = child(usage, 'input_token_details');
  const output = child(usage, 'output_token_details');
  const details = child(input, 'cached_tokens_details');
  // Cached tokens are a part of the input; one that claims more would make the price negative.
  const cached = (key: string): number => Math.min(tokens(details, key), tokens(input, key));
  return {
    inputTokens: tokens(usage, 'input_tokens'),
    outputTokens: tokens(usage, 'output_tokens'),
    cachedTokens: tokens(input, 'cached_tokens'),
    input: {
      text: tokens(input, 'text_tokens'),
      audio: tokens(input, 'audio_tokens'),
      image: tokens(input, 'image_tokens'),
    },
    cached: {
      text:
        // Older servers give only the total, which was text before anything else could be cached.
        details === undefined
          ? Math.min(tokens(input, 'cached_tokens'), tokens(input, 'text_tokens'))
          : cached('text_tokens'),
      audio: cached('audio_tokens'),
      image: cached('image_tokens'),
    },
    output: { text: tokens(output, 'text_tokens'), audio: tokens(output, 'audio_tokens') },
  };
};

/** The sums with what one more response used. */
export const plusResponse = (sum: Usage, used: ResponseUsage): Usage => ({
  ...sum,
  responses: sum.responses + 1,
  inputTokens: sum.inputTokens + used.inputTokens,
  outputTokens: sum.outputTokens + used.outputTokens,
  input: {
    text: sum.input.text + used.input.text,
    audio: sum.input.audio + used.input.audio,
    image: sum.input.image + used.input.image,
  },
  cached: {
    text: sum.cached.text + used.cached.text,
    audio: sum.cached.audio + used.cached.audio,
    image: sum.cached.image + used.cached.image,
  },
  output: { text: sum.output.text + used.output.text, audio: sum.output.audio + used.output.audio },
});

/** The sums with the usage of one more finished response; none is a response that cost nothing. */
export const withResponseUsage = (sum: Usage, usage: Raw | undefined): Usage =>
  plusResponse(sum, responseUsage(usage));

/** The sums with what one transcription of the caller cost: tokens or seconds, which are billed apart. */
export const withTranscriptionUsage = (sum: Usage, usage: Raw | undefined): Usage => {
  if (usage === undefined) return sum;
  const { transcription } = sum;
  return {
    ...sum,
    transcription:
      text(usage, 'type') === 'duration'
        ? { ...transcription, seconds: transcription.seconds + tokens(usage, 'seconds') }
        : { ...transcription, tokens: transcription.tokens + tokens(usage, 'total_tokens') },
  };
};
