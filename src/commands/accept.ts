import { acceptRemarks, type Remark } from '../core/accept-body.ts';
import { acceptRequest } from '../core/call-request.ts';
import { duration } from '../core/duration.ts';
import { SidebandError } from '../core/error.ts';
import { judged, worthLooking } from '../core/judged.ts';
import { isRaw, own, type Raw } from '../core/raw.ts';
import { escapeText, safe } from '../core/safe.ts';
import { command, option, toggle, words } from './command.ts';
import { credentialsFor } from './dialling.ts';
import { printRequest } from './dry-run.ts';
import { httpActing } from './http-acting.ts';
import { connectionOptions, voiceOptions } from './options.ts';
import { targetArgument, targetWords } from './target.ts';
import { voice } from './voice.ts';
import { jsonArgument, textArgument } from './words.ts';

/** How long an accepted call may take until it can be attached, in milliseconds. */
const attachWithin = 10_000;

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
    const given = options.session === undefined ? {} : await jsonArgument(options.session, context);
    if (!isRaw(given)) throw new SidebandError('usage', '--session: expected a JSON object');
    const instructions =
      options.instructions === undefined ? undefined : await textArgument(options.instructions, context);
    const session: Raw = {
      ...(own(given, 'type') === undefined ? { type: 'realtime' } : {}),
      ...given,
      ...(options.model === undefined ? {} : { model: options.model }),
      ...(instructions === undefined ? {} : { instructions }),
    };
    const speaking = voice(options, context);
    const remarks = acceptRemarks(session);
    const errors = remarks.filter(({ grade }) => grade === 'error');
    for (const remark of options.asIs === true ? remarks : remarks.filter((one) => !errors.includes(one))) {
      speaking.always(safe`warning: ${escapeText(wordsOf(remark), { max: 300 })}`);
    }
    if (errors.length > 0 && options.asIs !== true) throw unfit(errors);

    const { callId } = target;
    const request = acceptRequest(callId, session);
    const credentials = await credentialsFor(options, context);
    if (options.dryRun === true) {
      printRequest(request, credentials, options, context);
      return 'ok';
    }
    return httpActing({ verb: 'accept' }, target, credentials, options, context, async (acting) => {
      acting.voice.status(safe`accepting ${targetWords(target)}`);
      const asked = await acting.ask(request);
      const within = options.waitForCall ?? attachWithin;
      const seen = worthLooking(asked) ? await acting.look('there', within) : undefined;
      const effect = seen?.sight === 'there' ? 'seen' : seen?.sight === 'gone' ? 'missing' : 'unseen';
      const because = seen?.sight === 'unseen' ? ` (${seen.because})` : '';
      const result = judged(asked, effect, {
        seen: 'the call is up: it can be attached',
        missing: `the call cannot be attached after ${within / 1000} s`,
        unseen: `whether the call is up could not be looked at${because}`,
      });
      return asked.asked === 'taken' && effect === 'missing' ? { ...result, hint: dead } : result;
    });
  },
});

const dead =
  'most likely first: the caller hung up; the session is one the service cannot use (it answers 200 all the same, and the line dies)';

const wordsOf = ({ path, problem }: Remark): string => `the session's ${path} ${problem}`;

const unfit = (errors: readonly Remark[]): SidebandError =>
  new SidebandError('usage', `the session cannot be used to accept a call; nothing was sent`, {
    said: errors.map(({ path, problem }) => `${path} ${problem}`).join('; '),
    hint: 'correct it, or send it all the same with --as-is',
  });
