import { acceptRequest } from '../core/call-request.ts';
import { duration } from '../core/duration.ts';
import { SidebandError } from '../core/error.ts';
import type { Raw } from '../core/raw.ts';
import { acceptCall, checkSession, sessionArgument } from './accepting.ts';
import { command, option, toggle, words } from './command.ts';
import { credentialsFor } from './dialling.ts';
import { printRequest } from './dry-run.ts';
import { connectionOptions, voiceOptions } from './options.ts';
import { targetArgument } from './target.ts';
import { voice } from './voice.ts';
import { textArgument } from './words.ts';

/** `accept CALL`: answers a ringing call with a session, and says whether the call can be attached then. */
export const accept = command({
  name: 'accept',
  arguments: '<call>',
  options: {
    session: option('--session <json>', 'the session: JSON, - or @file; the flags below go on top', words),
    model: option('--model <model>', 'the model of the session', words),
    instructions: option('--instructions <text>', 'the instructions; - or @file', words),
    asIs: toggle('--as-is', 'send the session even if it looks wrong'),
    json: toggle('--json', 'print the outcome as one JSON object'),
    dryRun: toggle('--dry-run', 'print what would be sent, and send nothing'),
    ...connectionOptions,
    waitForCall: option(
      '--wait-for-call <duration>',
      'how long the call may take until it can be attached (10s)',
      duration,
    ),
    ...voiceOptions,
  },
  details:
    'For SIP calls that ring. The session is checked before it is sent, because the service has answered 200 to sessions it could not use, and the caller heard the line die. The request is sent once; then the call is attached for a moment: confirmed means that this worked.',
  examples: [
    ['rt-sideband accept rtc_… --model gpt-realtime-2.1 --instructions @agent.md', 'and attach to watch it'],
    ['rt-sideband accept - --session @session.json < webhook.json', 'the call a webhook tells of'],
  ],
  run: async ([word = ''], options, context) => {
    if ([word, options.session, options.instructions].filter((one) => one === '-').length > 1)
      throw new SidebandError(
        'usage',
        'only one of the call, --session and --instructions can be standard input',
      );
    const target = await targetArgument(word, context);
    const given = await sessionArgument('--session', options.session, context);
    const instructions =
      options.instructions === undefined ? undefined : await textArgument(options.instructions, context);
    const session: Raw = {
      ...given,
      ...(options.model === undefined ? {} : { model: options.model }),
      ...(instructions === undefined ? {} : { instructions }),
    };
    const speaking = voice(options, context);
    checkSession(session, options.asIs === true, (warning) => speaking.always(warning));

    const credentials = await credentialsFor(options, context);
    if (options.dryRun === true) {
      printRequest(acceptRequest(target.callId, session), credentials, options, context);
      return 'ok';
    }
    return acceptCall({ target, credentials, options, context }, session);
  },
});
