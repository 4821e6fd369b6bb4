import { hangupRequest } from '../core/call-request.ts';
import { SidebandError } from '../core/error.ts';
import { safe } from '../core/safe.ts';
import { frames } from '../core/say.ts';
import { command, option, toggle, words } from './command.ts';
import { confirm } from './confirm.ts';
import { credentialsFor } from './dialling.ts';
import { printFrames, printRequest } from './dry-run.ts';
import { endCall } from './ending.ts';
import { httpActing } from './http-acting.ts';
import { confirmOptions, partingOptions, voiceOptions } from './options.ts';
import { targetArgument, targetWords } from './target.ts';
import { textArgument } from './words.ts';

/** `hangup CALL`: ends a call, and says whether it was seen to end. */
export const hangup = command({
  name: 'hangup',
  arguments: '<call>',
  options: {
    say: option('--say <text>', 'the agent says this first, and the call ends once it was heard', words),
    json: toggle('--json', 'print the outcome as one JSON object'),
    ...confirmOptions,
    ...partingOptions,
    ...voiceOptions,
  },
  details:
    'Asks first (--yes where nobody can answer). The request is sent once, never again by itself; then the call is watched: confirmed means that it was seen to be over. A call that is over already is a success. When the words of --say (text, - or @file) cannot be said, or somebody speaks over them, the call is not ended.',
  examples: [
    ['rt-sideband hangup rtc_…', 'asks, with the call in sight'],
    ['rt-sideband hangup rtc_… --yes --say "Thank you for calling. Goodbye."', 'heard to the end first'],
    ['rt-sideband hangup rtc_… --dry-run', 'the HTTP request, not sent'],
  ],
  run: async ([word = ''], options, context) => {
    if (word === '-' && options.say === '-')
      throw new SidebandError('usage', 'only one of the call and the words can be on standard input');
    const target = await targetArgument(word, context);
    const say = options.say === undefined ? undefined : await textArgument(options.say, context);
    if (say?.trim() === '') throw new SidebandError('usage', 'nothing to say: the text is empty');
    const credentials = await credentialsFor(options, context);
    if (options.dryRun === true) {
      if (say !== undefined) {
        const saying = { text: say, as: 'agent', loosely: false, collision: 'queue', wait: true } as const;
        printFrames(frames({ ...saying, timeout: 0 }, context.ids), context);
      }
      printRequest(hangupRequest(target.callId), credentials, options, context);
      return 'ok';
    }
    const about = targetWords(target);
    await confirm(context, safe`hang up ${about}?`, options.yes);
    return httpActing(
      { verb: 'hangup', words: say },
      target,
      credentials,
      options,
      context,
      async (acting) => {
        acting.voice.status(safe`hanging up ${about}`);
        return acting.attached(({ operator, failure }) =>
          endCall(
            {
              callId: target.callId,
              http: acting,
              operator,
              unattached: failure?.message,
              clock: context.clock,
              ids: context.ids,
              tell: (text) => acting.voice.status(text),
            },
            say,
          ),
        );
      },
    );
  },
});
