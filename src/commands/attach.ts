import { worst } from '../core/error.ts';
import type { Header, Link } from '../core/ports.ts';
import { safe } from '../core/safe.ts';
import { troubles } from '../core/troubles.ts';
import { lineCommand, shellCommand } from '../core/troubles/advice.ts';
import type { Credentials } from '../io/credentials.ts';
import { abovePrompt } from './above-prompt.ts';
import { command, toggle } from './command.ts';
import type { Desk } from './desk.ts';
import { credentialsFor, dialling } from './dialling.ts';
import { expecting } from './expecting.ts';
import { keeping, recordingPlace } from './keeping.ts';
import { leavingWith } from './leaving.ts';
import { linkNotices } from './link-notices.ts';
import { meter } from './meter.ts';
import { measuringBy } from './prices.ts';
import { noticeLook } from './notice-look.ts';
import { operatorPlace } from './operator-place.ts';
import { connectionOptions, recordOptions, statsOptions, troubleOptions, voiceOptions } from './options.ts';
import { stopOptions, viewOptions } from './view-options.ts';
import { playing } from './playing.ts';
import { readOnly } from './read-only.ts';
import { staffed } from './staffed.ts';
import { stopsFor } from './stops.ts';
import { structureNotices } from './structure-notices.ts';
import { troubleNotices } from './trouble-notices.ts';
import { remembered } from './visits.ts';
import { viewing } from './views.ts';
import { voice } from './voice.ts';
import { watch } from './watch.ts';
import { lastOptions, whichCall } from './which-call.ts';

/** `attach CALL`: the stream of `tail` with an operator's line under it, or with commands from standard input. */
export const attach = command({
  name: 'attach',
  arguments: '[call]',
  options: {
    readOnly: toggle('--read-only', 'watch only: there is no way to send'),
    ...lastOptions,
    ...viewOptions,
    ...stopOptions,
    ...troubleOptions,
    ...statsOptions,
    ...recordOptions,
    ...connectionOptions,
    ...voiceOptions,
  },
  details: `Without a call, a terminal offers those known on this machine that have not ended.

On a terminal: a line to type in under the stream. /help lists its commands, Tab completes them, Ctrl-C and /quit
detach; the call goes on. Attaching changes nothing on the call: nothing is sent unless a command asks for it.
Commands on standard input are carried out one line after the other, with # comments, "sleep 2s" and "expect …" (as of the
expect command), up to the first that is not confirmed or met; then the call is left. Without any command the stream is
shown until the call ends.`,
  examples: [
    ['rt-sideband attach rtc_…', 'watch, and speak up with /say or /instruct'],
    ['rt-sideband attach --last', 'the call seen last on this machine'],
    [
      'rt-sideband attach rtc_… < rescue.txt',
      'a playbook: the exit code says whether every line was confirmed',
    ],
    ['rt-sideband attach rtc_… --read-only --record call.ndjson', 'keep every frame, send none'],
  ],
  run: async ([word], options, given) => {
    let known: Credentials | undefined;
    const credentialsNow = async (): Promise<Credentials> => (known ??= await credentialsFor(options, given));
    const target = await whichCall(word, options, async () => (await credentialsNow()).baseUrl, given);
    const { callId } = target;
    const path = (await recordingPlace(options, false, given))(callId);
    const credentials = await credentialsNow();
    const leaving = leavingWith(given.signal);
    const recorded = path !== undefined;
    const watchesOnly = options.readOnly === true;

    const seen = troubles({ stuckAfter: options.stuckAfter });
    const numbers = meter(await measuringBy(options, given));
    const { place, prompting, paint } = operatorPlace(
      {
        target,
        baseUrl: credentials.baseUrl,
        readOnly: watchesOnly,
        color: options.color,
        seen,
        numbers,
        leave: leaving.leave,
      },
      given,
    );
    let at: Desk | undefined;
    const expects = expecting(given.clock, numbers.metrics);
    // At once, so that a second signal finds the terminal as it was.
    leaving.signal.addEventListener('abort', () => prompting?.close(), { once: true });
    // Whatever goes to the terminal of the prompt goes above it.
    const context = abovePrompt(given, prompting);
    const fromStdin =
      prompting === undefined && given.stdin.isTTY !== true && word !== '-' && options.apiKeyStdin !== true;

    try {
      const view = await viewing(options, context, {
        recorded,
        live: true,
        also: place.narrowed.wants,
        prompt: prompting !== undefined && context.stdout !== given.stdout,
        onGone: (error) => {
          if (recorded) speak.always(safe`the output is gone; the recording goes on`);
          else leaving.leave(error.kind);
        },
      });
      const speak = voice(
        options,
        context,
        prompting !== undefined && given.stderr.isTTY === true ? prompting.note : view.above,
      );
      const dial = dialling(credentials, options, context, speak);
      const stops = stopsFor(options, view.wanted);
      const header: Header = {
        callId,
        startedAt: given.clock.now(),
        tool: given.tool,
        baseUrl: credentials.baseUrl,
      };
      let lost = (): boolean => false;
      const { exit } = await watch({
        callId,
        connect: watchesOnly ? readOnly(dial) : dial,
        clock: given.clock,
        signal: leaving.signal,
        stops,
        strict: recorded,
        sinks: async (link: Link) => {
          const kept = path === undefined ? undefined : await keeping(path, header, options, context, speak);
          if (kept !== undefined) ({ lost } = kept);
          const staff = watchesOnly
            ? undefined
            : staffed(link, { callId, credentials, options, speak, prompting }, given);
          if (staff !== undefined) {
            at = staff.at;
            place.sit(at);
          }
          return [
            kept?.sink,
            structureNotices(speak),
            staff?.acts,
            place.sink,
            numbers.sink,
            fromStdin ? expects.sink : undefined,
            remembered({ ...target, baseUrl: credentials.baseUrl, by: 'attach', recording: path }, given),
            prompting?.sink,
            linkNotices(callId, speak),
            view.sink(header, { stops }),
            troubleNotices(seen, {
              voice: speak,
              look: await noticeLook(options, context),
              command: (advice) =>
                prompting === undefined || watchesOnly ? shellCommand(advice, callId) : lineCommand(advice),
              clock: given.clock,
            }),
          ].filter((sink) => sink !== undefined);
        },
        settled: async () => at?.settled(),
        act: (_link, ended) => playing({ place, at: () => at, expects, speak, fromStdin }, ended, given),
      });
      if (options.stats === true) speak.always(numbers.table(paint));
      return worst(exit, lost() ? 'output' : 'ok');
    } finally {
      prompting?.close();
    }
  },
});
