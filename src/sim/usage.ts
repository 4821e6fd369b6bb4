import { children, text, type Raw } from '../core/raw.ts';
import { transcriptionModel } from './audio-input.ts';
import { speechMs } from './speech.ts';

/** Tokens by modality. */
export type Tokens = { readonly text: number; readonly audio: number };

/** About four characters make a token. */
export const textTokens = (words: string): number =>
  words === '' ? 0 : Math.max(1, Math.ceil(words.length / 4));

const add = (left: Tokens, right: Tokens): Tokens => ({
  text: left.text + right.text,
  audio: left.audio + right.audio,
});

const partTokens = (part: Raw): Tokens => {
  const words = text(part, 'text') ?? text(part, 'transcript') ?? '';
  const type = text(part, 'type');
  // Speech comes in at 10 tokens a second and goes out at 20, with its transcript beside it.
  if (type === 'input_audio') return { text: 0, audio: Math.max(1, Math.round(speechMs(words) / 100)) };
  if (type === 'output_audio') return { text: textTokens(words), audio: Math.round(speechMs(words) / 50) };
  return { text: textTokens(words), audio: 0 };
};

/** What an item weighs in the context, or cost to produce. */
export const itemTokens = (item: Raw): Tokens => {
  const words = ['name', 'arguments', 'output']
    .map((key) => text(item, key) ?? '')
    .join(' ')
    .trim();
  return children(item, 'content')
    .map(partTokens)
    .reduce(add, { text: textTokens(words), audio: 0 });
};

/** What a session costs before anything was said. */
const configTokens = (config: Raw): Tokens => ({
  text: textTokens(text(config, 'instructions') ?? '') + children(config, 'tools').length * 20,
  audio: 0,
});

const input = (used: Tokens, cached: Tokens): Raw => ({
  text_tokens: used.text,
  audio_tokens: used.audio,
  image_tokens: 0,
  cached_tokens: cached.text + cached.audio,
  cached_tokens_details: { text_tokens: cached.text, audio_tokens: cached.audio, image_tokens: 0 },
});

/** Nothing was used: the response was cut off before it began. */
export const noUsage: Raw = {
  total_tokens: 0,
  input_tokens: 0,
  output_tokens: 0,
  input_token_details: input({ text: 0, audio: 0 }, { text: 0, audio: 0 }),
  output_token_details: { text_tokens: 0, audio_tokens: 0 },
};

/**
 * The usage of a response. What the context shared with the previous response is cached in blocks of 64 tokens; cached
 * tokens are a part of the input, never more.
 */
export const usageOf = (
  context: Tokens,
  before: Tokens,
  output: readonly Raw[],
  reasoning: number | undefined,
): Raw => {
  const block = (tokens: number): number => Math.floor(tokens / 64) * 64;
  const cached = {
    text: block(Math.min(before.text, context.text)),
    audio: block(Math.min(before.audio, context.audio)),
  };
  const produced = output.map(itemTokens).reduce(add, { text: reasoning ?? 0, audio: 0 });
  const spent = context.text + context.audio;
  const made = produced.text + produced.audio;
  return {
    total_tokens: spent + made,
    input_tokens: spent,
    output_tokens: made,
    input_token_details: input(context, cached),
    output_token_details: {
      text_tokens: produced.text,
      audio_tokens: produced.audio,
      ...(reasoning === undefined ? {} : { reasoning_tokens: reasoning }),
    },
  };
};

/** The context of a response: the session and everything said so far. */
export const contextTokens = (config: Raw, items: readonly Raw[]): Tokens =>
  items.map(itemTokens).reduce(add, configTokens(config));

/** What transcribing a caller's words costs: seconds with some models, tokens with others. */
export const transcriptionUsage = (config: Raw, transcript: string, ms: number): Raw => {
  const model = transcriptionModel(config);
  if (!model.startsWith('gpt-4o')) return { type: 'duration', seconds: Math.round(ms / 1000) };
  const audio = Math.round(ms / 100);
  const output = textTokens(transcript);
  return {
    type: 'tokens',
    input_tokens: audio,
    output_tokens: output,
    total_tokens: audio + output,
    input_token_details: { text_tokens: 0, audio_tokens: audio },
  };
};
