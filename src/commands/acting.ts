import type { ExitName } from '../core/error.ts';
import type { Outcome } from '../core/settle.ts';
import { operator, type Operator } from '../core/operator.ts';
import { linkNotices } from './link-notices.ts';
import { callArgument, credentialsFor, dialling, type ConnectionValues } from './dialling.ts';
import type { Context } from './context.ts';
import { voice, type Voice, type VoiceValues } from './voice.ts';
import { watch } from './watch.ts';

/** Somebody at work on a call: what acts, and what speaks about it on stderr. */
export type Acting = { readonly operator: Operator; readonly voice: Voice; readonly leaving: AbortSignal };

/** Opens a call, acts on it once, and leaves. The exit is what `act` says. */
export const acting = async (
  word: string,
  options: ConnectionValues & VoiceValues,
  context: Context,
  act: (acting: Acting) => Promise<ExitName>,
): Promise<ExitName> => {
  const callId = await callArgument(word, context);
  const credentials = await credentialsFor(options, context);
  const speaking = voice(options, context);
  let acts: Operator | undefined;
  const { exit } = await watch({
    callId,
    connect: dialling(credentials, options, context, speaking),
    clock: context.clock,
    signal: context.signal,
    sinks: (link) => {
      acts = operator(link, context.clock);
      return [acts, linkNotices(callId, speaking)];
    },
    act: async (_link, leaving) =>
      acts === undefined ? undefined : act({ operator: acts, voice: speaking, leaving }),
  });
  return exit;
};

/** The exit that an outcome means. */
export const exitOfOutcome = (outcome: Outcome['outcome']): ExitName =>
  outcome === 'confirmed'
    ? 'ok'
    : outcome === 'refused'
      ? 'refused'
      : outcome === 'not-sent'
        ? 'network'
        : 'unknown';
