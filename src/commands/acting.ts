import { SidebandError, type ExitName } from '../core/error.ts';
import type { CallId } from '../core/ids.ts';
import type { Clock, Connect } from '../core/ports.ts';
import type { Outcome } from '../core/settle.ts';
import { operator, type Operator } from '../core/operator.ts';
import { seconds } from '../core/words.ts';
import { audit, type Asked, type Came } from './audit.ts';
import { attachedWithin } from './attached-within.ts';
import { linkNotices } from './link-notices.ts';
import { credentialsFor, dialling, type ConnectionValues } from './dialling.ts';
import type { Context } from './context.ts';
import { httpDesk, type HttpDesk } from './http-desk.ts';
import { otherCalls, type OtherCall } from './other-call.ts';
import { targetArgument } from './target.ts';
import { remembered } from './visits.ts';
import { voice, type Voice, type VoiceValues } from './voice.ts';
import { watch } from './watch.ts';

/** Somebody at work on a call: what acts, and what speaks about it on stderr. */
export type Acting = {
  readonly callId: CallId;
  readonly operator: Operator;
  readonly http: HttpDesk;
  readonly other: (callId: CallId) => OtherCall;
  readonly voice: Voice;
  readonly leaving: AbortSignal;
  /** Does one thing more, which the audit log has apart: what came of the first is settled with `first`. */
  readonly afterwards: <T extends Came>(
    first: Came,
    asked: Asked,
    act: (operator: Operator) => Promise<T>,
  ) => Promise<T>;
};

/** Opens a call, acts on it once, and leaves. The exit is what `act` says; the audit log has what was asked and what came. */
export const acting = async (
  word: string,
  asked: Asked,
  options: ConnectionValues & VoiceValues & { readonly timeout?: number | undefined },
  context: Context,
  act: (acting: Acting) => Promise<Came>,
): Promise<ExitName> => {
  const { callId, caller } = await targetArgument(word, context);
  const credentials = await credentialsFor(options, context);
  const speaking = voice(options, context);
  const { baseUrl } = credentials;
  const audited = audit(context, { callId, baseUrl });
  const { exit } = await audited(asked, async (hands) => {
    let acts: Operator | undefined;
    let came: Came | undefined;
    const watched = await watch({
      callId,
      connect: withinTime(options, dialling(credentials, options, context, speaking), context.clock),
      clock: context.clock,
      signal: context.signal,
      sinks: (link) => {
        acts = operator(link, context.clock);
        const memory = remembered({ callId, baseUrl, by: asked.verb, caller }, context);
        return [acts, linkNotices(callId, speaking), memory];
      },
      act: async (_link, leaving) => {
        const at = acts;
        if (at === undefined) return undefined;
        came = await act({
          callId,
          operator: hands.operator(at),
          http: hands.http(httpDesk(callId, credentials, options, context)),
          other: otherCalls(credentials, options, context),
          voice: speaking,
          leaving,
          afterwards: (first, more, further) => {
            hands.settled(first);
            return audited(more, (others) => further(others.operator(at)));
          },
        });
        return came.exit;
      },
    });
    return { outcome: 'not-sent', ...came, exit: watched.exit };
  });
  return exit;
};

/** No longer than --timeout says, or --wait-for-call where that is longer. */
const withinTime = (
  { timeout, waitForCall = 0 }: ConnectionValues & { readonly timeout?: number | undefined },
  connect: Connect,
  clock: Clock,
): Connect => {
  if (timeout === undefined) return connect;
  const within = Math.max(timeout, waitForCall);
  return attachedWithin(within, connect, clock, () => {
    const message = `not sent: the call was not attached within ${seconds(within)}`;
    return new SidebandError('timeout', message, {
      hint: 'give it more time with --timeout, or look at the way with rt-sideband doctor',
      reason: 'not-sent',
    });
  });
};

/** What came of a command, with the exit that its outcome means unless another one is given. */
export const came = (
  outcome: {
    readonly outcome: Outcome['outcome'];
    readonly code?: string;
    readonly said?: string;
    readonly reason?: string;
  },
  exit: ExitName = exitOfOutcome(outcome.outcome),
): Came => ({
  outcome: outcome.outcome,
  exit,
  said: outcome.said ?? outcome.reason,
  code: outcome.code,
});

/** The exit that an outcome means. */
export const exitOfOutcome = (outcome: Outcome['outcome']): ExitName =>
  outcome === 'confirmed'
    ? 'ok'
    : outcome === 'refused'
      ? 'refused'
      : outcome === 'not-sent'
        ? 'network'
        : 'unknown';
