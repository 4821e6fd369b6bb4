import { child, number, text, type Raw } from './raw.ts';
import type { Usage } from './session.ts';

const tokens = (raw: Raw | undefined, key: string): number => Math.max(0, number(raw, key) ?? 0);

/** The sums with the usage of one more finished response; none is a response that cost nothing. */
export const withResponseUsage = (sum: Usage, usage: Raw | undefined): Usage => {
  const input = child(usage, 'input_token_details');
  const output = child(usage, 'output_token_details');
  const details = child(input, 'cached_tokens_details');
  // Cached tokens are a part of the input; one that claims more would make the price negative.
  const cached = (key: string): number => Math.min(tokens(details, key), tokens(input, key));
  const outputTokens = tokens(usage, 'output_tokens');
  return {
    ...sum,
    responses: sum.responses + 1,
    inputTokens: sum.inputTokens + tokens(usage, 'input_tokens'),
    outputTokens: sum.outputTokens + outputTokens,
    input: {
      text: sum.input.text + tokens(input, 'text_tokens'),
      audio: sum.input.audio + tokens(input, 'audio_tokens'),
      image: sum.input.image + tokens(input, 'image_tokens'),
    },
    cached: {
      text:
        sum.cached.text +
        // Older servers give only the total, which was text before anything else could be cached.
        (details === undefined
          ? Math.min(tokens(input, 'cached_tokens'), tokens(input, 'text_tokens'))
          : cached('text_tokens')),
      audio: sum.cached.audio + cached('audio_tokens'),
      image: sum.cached.image + cached('image_tokens'),
    },
    output: {
      text: sum.output.text + tokens(output, 'text_tokens'),
      audio: sum.output.audio + tokens(output, 'audio_tokens'),
    },
  };
};

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
