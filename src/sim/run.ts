import { at, child, own, text, type Raw } from '../core/raw.ts';
import { contextTokens, noUsage, usageOf, type Tokens } from './usage.ts';
import { reasons } from './session-config.ts';
import type { Stage } from './stage.ts';

/** A response while it runs. */
export type Run = {
  readonly id: string;
  /** What `response.create` asked for. */
  readonly request: Raw;
  /** The session as it was when the response began, with what the request overrides. */
  readonly config: Raw;
  /** False for `conversation: "none"`. */
  readonly inConversation: boolean;
  /** The items of the context when it began. */
  readonly context: readonly Raw[];
  /** Finished items. */
  readonly output: Raw[];
  /** True once an output has begun: a response cut off before that used nothing. */
  began: boolean;
};

/** A response with a session's values where it asks for nothing else. */
export const effective = (config: Raw, request: Raw): Raw => {
  const { conversation: _, input: __, metadata: ___, audio, ...plain } = request;
  const output = child(child(config, 'audio'), 'output') ?? {};
  const asked = child(audio === undefined ? undefined : child(request, 'audio'), 'output') ?? {};
  return { ...config, ...plain, audio: { ...child(config, 'audio'), output: { ...output, ...asked } } };
};

/** True when the response is spoken. */
export const isSpoken = (run: Run): boolean => {
  const modalities = own(run.config, 'output_modalities');
  return Array.isArray(modalities) && modalities.includes('audio');
};

/** How many tokens it may put out. */
export const tokenLimit = (run: Run): number => {
  const limit = own(run.config, 'max_output_tokens');
  return typeof limit === 'number' ? limit : Infinity;
};

/** The response as events show it. */
export const shown = (
  run: Run,
  stage: Stage,
  status: string,
  details: Raw | null,
  usage: Raw | null,
): Raw => ({
  object: 'realtime.response',
  id: run.id,
  status,
  status_details: details,
  output: [...run.output],
  conversation_id: run.inConversation ? stage.conversationId : null,
  output_modalities: own(run.config, 'output_modalities'),
  max_output_tokens: own(run.config, 'max_output_tokens') ?? 'inf',
  audio: {
    output: { format: at(run.config, 'audio.output.format'), voice: at(run.config, 'audio.output.voice') },
  },
  usage,
  metadata: own(run.request, 'metadata') ?? null,
});

/** What the response used, and its context for the next one to find cached. */
export const spent = (
  run: Run,
  stage: Stage,
  before: Tokens,
): { readonly usage: Raw; readonly context: Tokens } => {
  if (!run.began) return { usage: noUsage, context: before };
  const context = contextTokens(run.config, run.context);
  const thinks = reasons(text(run.config, 'model') ?? '') && stage.switches.flag('reasoning_tokens');
  const reasoning = thinks ? Math.floor(stage.chance() * 32) : undefined;
  return { usage: usageOf(context, before, run.output, reasoning), context };
};

/** The items a response sees: its own input with references resolved, or the conversation. */
export const contextOf = (stage: Stage, request: Raw): readonly Raw[] => {
  const input = own(request, 'input');
  if (!Array.isArray(input)) return stage.conversation.items();
  return input.flatMap((item: Raw) => {
    if (text(item, 'type') !== 'item_reference') return [item];
    const found = stage.conversation.get(text(item, 'id') ?? '');
    return found === undefined ? [] : [found];
  });
};
