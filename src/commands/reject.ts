import { rejectRequest } from '../core/call-request.ts';
import { rejectCall } from './accepting.ts';
import { command, option, toggle, whole } from './command.ts';
import { credentialsFor } from './dialling.ts';
import { printRequest } from './dry-run.ts';
import { requestOptions, voiceOptions } from './options.ts';
import { targetArgument } from './target.ts';

/** `reject CALL`: turns a ringing call away. */
export const reject = command({
  name: 'reject',
  arguments: '<call>',
  options: {
    status: option('--status <code>', 'the SIP status the caller gets: 300 to 699 (603)', whole(300, 699)),
    json: toggle('--json', 'print the outcome as one JSON object'),
    dryRun: toggle('--dry-run', 'print what would be sent, and send nothing'),
    ...requestOptions,
    ...voiceOptions,
  },
  details:
    'For SIP calls that ring. 486 says busy, 603 (the default of the server) declined. The request is sent once. A call that was turned away cannot be looked at: its 2xx is what confirms it, and without an answer the outcome is unknown.',
  examples: [
    ['rt-sideband reject rtc_… --status 486', 'busy'],
    ['rt-sideband reject - < webhook.json', 'the call a webhook tells of'],
  ],
  run: async ([word = ''], options, context) => {
    const target = await targetArgument(word, context);
    const credentials = await credentialsFor(options, context);
    if (options.dryRun === true) {
      printRequest(rejectRequest(target.callId, options.status), credentials, options, context);
      return 'ok';
    }
    return rejectCall({ target, credentials, options, context }, options.status);
  },
});
