import { exitOf, SidebandError, worst, type ExitName } from '../core/error.ts';
import type { CallId } from '../core/ids.ts';
import type { End, Header, Safe } from '../core/ports.ts';
import type { Instant } from '../core/signal.ts';
import { safe } from '../core/safe.ts';
import { troubles } from '../core/troubles.ts';
import { shellCommand } from '../core/troubles/advice.ts';
import type { Credentials } from '../io/credentials.ts';
import { failure } from '../ui/status.ts';
import { command, toggle } from './command.ts';
import { credentialsFor, dialling } from './dialling.ts';
import { keeping, recordingPath } from './keeping.ts';
import { linkNotices } from './link-notices.ts';
import { meter, statsOptions } from './meter.ts';
import { noticeLook } from './notice-look.ts';
import { readOnly } from './read-only.ts';
import {
  connectionOptions,
  recordOptions,
  stopOptions,
  troubleOptions,
  viewOptions,
  voiceOptions,
} from './options.ts';
import { leavingWith } from './leaving.ts';
import { stopsFor } from './stops.ts';
import { structureNotices } from './structure-notices.ts';
import { troubleNotices } from './trouble-notices.ts';
import type { Target } from './target.ts';
import { remembered } from './visits.ts';
import { callName, viewing } from './views.ts';
import { voice } from './voice.ts';
import { watch } from './watch.ts';
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
    const paths = new Map<CallId, string | undefined>();
    for (const callId of callIds) paths.set(callId, await recordingPath(options, callId, several, context));

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

    const told = (label: Safe, table: Safe): void => speak.always(several ? safe`${label}\n${table}` : table);

    const one = async (callId: CallId): Promise<ExitName> => {
      const header: Header = {
        callId,
        startedAt: context.clock.now(),
        tool: context.tool,
        baseUrl: credentials.baseUrl,
      };
      const path = paths.get(callId);
      const label = several ? safe`${callName(callId, false)}  ` : safe``;
      let lost = (): boolean => false;
      let attached = false;
      const watched = watch({
        callId,
        connect: readOnly(dialling(credentials, options, context, speak)),
        clock: context.clock,
        signal: leaving.signal,
        stops,
        strict: options.strict === true || recorded,
        sinks: async () => {
          attached = true;
          const kept = path === undefined ? undefined : await keeping(path, header, options, context, speak);
          if (kept !== undefined) ({ lost } = kept);
          return [
            ...(kept === undefined ? [] : [kept.sink]),
            remembered(
              {
                callId,
                caller: targets.get(callId)?.caller,
                baseUrl: credentials.baseUrl,
                by: 'tail',
                recording: path,
              },
              context,
            ),
            linkNotices(callId, speak, label),
            structureNotices(speak, label),
            view.sink(header, { labelled: several, stops }),
            ...(options.stats === true ? [meter((table) => told(label, table), look.paint).sink] : []),
            troubleNotices(troubles({ stuckAfter: options.stuckAfter }), {
              voice: speak,
              look,
              label,
              command: (advice) => shellCommand(advice, callId),
              clock: context.clock,
            }),
          ];
        },
      });
      try {
        return worst((await watched).exit, lost() ? 'output' : 'ok');
      } catch (error) {
        // A program that reads the records finds the exit in the last one, also when there was nothing to see.
        if (!attached && view.format === 'json' && error instanceof SidebandError) {
          await view.sink(header).close?.(neverAttached(error.kind, context.clock.now()));
        }
        throw error;
      }
    };
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

/** The end of what never began. */
const neverAttached = (exit: ExitName, at: Instant): End => ({
  at,
  reason: 'unknown',
  exit: exitOf(exit),
  complete: false,
  frames: { in: 0, out: 0 },
});
