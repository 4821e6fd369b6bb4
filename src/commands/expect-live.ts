import type { ExitName } from '../core/error.ts';
import type { Expectation } from '../core/expect/expectation.ts';
import { judgeMeasured, type Found } from '../core/expect/recorded.ts';
import type { CallId } from '../core/ids.ts';
import type { Measuring } from '../core/metrics.ts';
import type { Context } from './context.ts';
import { credentialsFor, dialling, type ConnectionValues } from './dialling.ts';
import { leavingWith } from './leaving.ts';
import { linkNotices } from './link-notices.ts';
import { readOnly } from './read-only.ts';
import { remembered } from './visits.ts';
import { voice, type VoiceValues } from './voice.ts';
import { watch } from './watch.ts';

/** How to expect something of a live call; `within` in milliseconds. */
export type LiveExpectations = {
  readonly inOrder: boolean;
  readonly within: number;
  readonly measuring: Measuring;
};

/** Watches a call until all is decided, the window is over or the call has ended. Nothing is sent. */
export const expectLive = async (
  callId: CallId,
  expectations: readonly Expectation[],
  { inOrder, within, measuring }: LiveExpectations,
  options: ConnectionValues & VoiceValues,
  context: Context,
): Promise<Found & { readonly exit: ExitName }> => {
  const judging = judgeMeasured(expectations, { inOrder }, measuring);
  const speaking = voice(options, context);
  const credentials = await credentialsFor(options, context);
  const leaving = leavingWith(context.signal);
  const { exit } = await watch({
    callId,
    connect: readOnly(dialling(credentials, options, context, speaking)),
    clock: context.clock,
    signal: leaving.signal,
    stops: { for: within },
    sinks: (_link, leave) => [
      linkNotices(callId, speaking),
      remembered({ callId, baseUrl: credentials.baseUrl, by: 'expect' }, context),
      {
        write(entry) {
          judging.write(entry);
          if (judging.settled()) leave('ok');
        },
      },
    ],
  });
  return { ...judging.found(), exit };
};
