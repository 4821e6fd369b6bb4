import { SidebandError, worst, type ExitName } from '../core/error.ts';
import type { CallId } from '../core/ids.ts';
import { safe } from '../core/safe.ts';
import type { Credentials } from '../io/credentials.ts';
import { failure } from '../ui/status.ts';
import { command, toggle } from './command.ts';
import { credentialsFor } from './dialling.ts';
import { recordingPlace } from './keeping.ts';
import { noticeLook } from './notice-look.ts';
import { connectionOptions, recordOptions, statsOptions, troubleOptions, voiceOptions } from './options.ts';
import { stopOptions, viewOptions } from './view-options.ts';
import { leavingWith } from './leaving.ts';
import { stopsFor } from './stops.ts';
import { tailing } from './tailing.ts';
import type { Target } from './target.ts';
import { callName, viewing } from './views.ts';
import { voice } from './voice.ts';
import { lastOptions, whichCall } from './which-call.ts';

/** `tail CALL…`: watches calls and never sends a frame. */
export const tail = command({
  name: 'tail',
  arguments: '[call...]',
  options: {
    ...lastOptions,
    ...viewOptions,
    ...stopOptions,
    ...troubleOptions,
    ...statsOptions,
    ...recordOptions,
    strict: toggle('--strict', 'exit 6 when there was a gap'),
    ...connectionOptions,
    ...voiceOptions,
  },
  details: `A call is an id (rtc_…), the value of a Location header, a URL that holds either, the JSON of a
realtime.call.incoming webhook, or - for one of these on standard input. Several calls are shown side by side; one call's
trouble never stops another. Ends when the call ends, and says why.`,
  examples: [
    ['rt-sideband tail rtc_…', 'who said what, as it happens'],
    ['rt-sideband tail rtc_… --json | jq \'select(.event.type == "response.done")\'', 'NDJSON for a program'],
    ['rt-sideband tail rtc_… --only response.done --max 1', 'until the first response is done'],
    ["rt-sideband tail rtc_… --where 'user ~ /refund|money back/i'", 'only when the caller says so'],
    ['rt-sideband tail rtc_… --record call.ndjson', 'and keep every frame'],
  ],
  run: async (words, options, context) => {
    const targets = new Map<CallId, Target>();
    let known: Credentials | undefined;
    const credentialsNow = async (): Promise<Credentials> =>
      (known ??= await credentialsFor(options, context));
    for (const word of words.length === 0 ? [undefined] : words) {
      const target = await whichCall(word, options, async () => (await credentialsNow()).baseUrl, context);
      targets.set(target.callId, target);
    }
    const callIds = [...targets.keys()];
    const several = callIds.length > 1;
    const place = await recordingPlace(options, several, context);

    const measuring =
      options.stats === true ? await (await import('./prices.ts')).measuringBy(options, context) : undefined;

    const leaving = leavingWith(context.signal);
    const recorded = options.record !== undefined;
    const view = await viewing(options, context, {
      recorded,
      live: true,
      onGone: (error) => {
        if (recorded) speak.always(safe`the output is gone; the recording goes on`);
        else leaving.leave(error.kind);
      },
    });
    const speak = voice(options, context, view.above);
    const look = await noticeLook(options, context);
    const credentials = await credentialsNow();
    const stops = stopsFor(options, view.wanted);

    const watching = tailing({
      credentials,
      options,
      context,
      signal: leaving.signal,
      view,
      speak,
      look,
      stops,
      measuring,
      by: 'tail',
    });
    const one = (callId: CallId): Promise<ExitName> =>
      watching({ target: targets.get(callId) ?? { callId }, path: place(callId), several });
    if (!several) return callIds[0] === undefined ? 'usage' : one(callIds[0]);
    const exits = await Promise.all(
      callIds.map((callId) =>
        one(callId).catch((error: unknown): ExitName => {
          if (!(error instanceof SidebandError)) throw error;
          speak.always(safe`${callName(callId, false)}  ${failure(error, context)}`);
          return error.kind;
        }),
      ),
    );
    return worst(...exits);
  },
});
