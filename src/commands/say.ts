import { duration } from '../core/duration.ts';
import { exitOf, SidebandError, type ExitName } from '../core/error.ts';
import { escapeJson, escapeText, safe } from '../core/safe.ts';
import { frames, say as saying, type Said, type Saying } from '../core/say.ts';
import { acting, came, exitOfOutcome } from './acting.ts';
import { choice, command, option, toggle } from './command.ts';
import { callArgument } from './dialling.ts';
import { printFrames } from './dry-run.ts';
import { connectionOptions, voiceOptions } from './options.ts';
import { givenText } from './words.ts';

const most = 10_000;

const accepted = 'the response was accepted; nobody waited for what it says';

/** `say CALL [TEXT]`: the agent speaks TEXT, or TEXT is put in as the caller's words; prints what was really said. */
export const say = command({
  name: 'say',
  arguments: '<call> [text...]',
  options: {
    as: choice('--as <who>', 'whose words they are: agent (default) or user', ['agent', 'user']),
    loosely: toggle('--loosely', 'leave the wording to the model'),
    interrupt: toggle('--interrupt', 'cut off a response that is running'),
    queue: toggle('--queue', 'wait behind a response that is running (default)'),
    failIfBusy: toggle('--fail-if-busy', 'give up when a response is running (exit 8)'),
    wait: toggle('--no-wait', 'do not wait until the response is done'),
    timeout: option('--timeout <duration>', 'give up after this long (30s)', duration),
    json: toggle('--json', 'print the outcome as one JSON object'),
    dryRun: toggle('--dry-run', 'print the frames that would be sent, and send nothing'),
    ...connectionOptions,
    ...voiceOptions,
  },
  details:
    'TEXT may be - (standard input) or @file. Word for word unless --loosely. What was said is printed on stdout; what\nbecame of the command (confirmed, refused, not sent, unknown) on stderr and in the exit code.',
  examples: [
    ['rt-sideband say rtc_… "The manager joins in two minutes."', 'spoken as soon as the agent is free'],
    ['rt-sideband say rtc_… --interrupt "One moment please."', 'spoken now'],
    [
      'echo "I would like to cancel." | rt-sideband say rtc_… --as user -',
      'answered as if the caller had said it',
    ],
  ],
  run: async ([call = '', ...given], options, context) => {
    const collisions = [options.interrupt, options.queue, options.failIfBusy].filter(
      (flag) => flag === true,
    ).length;
    if (collisions > 1)
      throw new SidebandError('usage', 'choose one of --interrupt, --queue and --fail-if-busy');
    const text = await givenText(given, 'say', call, context);
    if (text.length > most) throw new SidebandError('usage', `the text has more than ${most} characters`);

    const words: Saying = {
      text,
      as: options.as ?? 'agent',
      loosely: options.loosely === true,
      collision: options.interrupt === true ? 'interrupt' : options.failIfBusy === true ? 'fail' : 'queue',
      wait: options.wait !== false,
      timeout: options.timeout ?? 30_000,
    };
    if (options.dryRun === true) {
      await callArgument(call, context);
      printFrames(frames(words, context.ids), context);
      return 'ok';
    }

    return acting(call, { verb: 'say', words: text }, options, context, async ({ operator, voice }) => {
      const said = await saying(
        operator,
        { ...words, queued: () => voice.status(safe`a response is running; waiting behind it`) },
        context.ids,
        context.clock,
      );
      const exit = exitOfSaid(said);
      const spoken = 'spoken' in said ? said.spoken : undefined;
      if (options.json === true) {
        // JSON leaves out what is undefined.
        const record = { kind: 'outcome', ...said, responseId: undefined, exit: exitOf(exit) };
        context.stdout.write(`${escapeJson(JSON.stringify(record))}\n`);
      } else if (spoken !== undefined && spoken !== '') {
        context.stdout.write(`${escapeText(spoken, { block: true })}\n`);
      }
      voice.outcome(said, words.wait ? (words.as === 'user' ? 'answered' : 'said') : accepted);
      return came(spoken === undefined ? said : { ...said, said: spoken }, exit);
    });
  },
});

const exitOfSaid = (said: Said): ExitName =>
  'timeout' in said && said.timeout ? 'timeout' : exitOfOutcome(said.outcome);
