import { referRequest } from '../core/call-request.ts';
import { notSent } from '../core/judged.ts';
import { readTarget } from '../core/refer.ts';
import { escapeText, safe } from '../core/safe.ts';
import { command, option, toggle } from './command.ts';
import { confirm } from './confirm.ts';
import { credentialsFor } from './dialling.ts';
import { printRequest } from './dry-run.ts';
import { httpActing } from './http-acting.ts';
import { confirmOptions, partingOptions, voiceOptions } from './options.ts';
import { targetArgument, targetWords } from './target.ts';
import { transfer, verifying } from './transferring.ts';

/** `refer CALL tel:…`: hands a SIP call on, and says whether it was seen to leave. */
export const refer = command({
  name: 'refer',
  arguments: '<call> <target>',
  options: {
    verify: option('--verify <duration>', 'watch this long for the call to leave (10s)', verifying),
    json: toggle('--json', 'print the outcome as one JSON object'),
    ...confirmOptions,
    ...partingOptions,
    ...voiceOptions,
  },
  details:
    'TARGET is tel:+14155550123 or sip:desk@example.net. Asks first (--yes where nobody can answer). Attaches before anything is sent, sends the request once, and watches: confirmed means that the call was seen to leave. An answer alone is no proof of a transfer; then the outcome is unknown (6).',
  examples: [
    ['rt-sideband refer rtc_… tel:+14155550123', 'to a telephone'],
    ['rt-sideband refer rtc_… sip:desk@example.net --yes --verify 30s', 'in a script, with more patience'],
  ],
  run: async ([word = '', to = ''], options, context) => {
    const uri = readTarget(to);
    const target = await targetArgument(word, context);
    const credentials = await credentialsFor(options, context);
    if (options.dryRun === true) {
      printRequest(referRequest(target.callId, uri), credentials, options, context);
      return 'ok';
    }
    const about = targetWords(target);
    await confirm(context, safe`transfer ${about} to ${escapeText(uri)}?`, options.yes);
    return httpActing({ verb: 'refer' }, target, credentials, options, context, async (acting) => {
      acting.voice.status(safe`transferring ${about} to ${escapeText(uri)}`);
      return acting.attached(async ({ operator, failure }) => {
        if (operator === undefined) return notSent(failure, `${failure.message}; nothing was sent`);
        const { callId } = target;
        return transfer({ callId, http: acting, operator, clock: context.clock }, uri, options.verify);
      });
    });
  },
});
