import { usualSession } from '../core/call-placed.ts';
import { duration } from '../core/duration.ts';
import { SidebandError } from '../core/error.ts';
import { parseExpectation } from '../core/expect/parse.ts';
import { command, option, repeated, toggle, words } from './command.ts';
import { credentialsFor } from './dialling.ts';
import { reportOf } from './expected.ts';
import {
  keyOptions,
  memoryOptions,
  recordOptions,
  statsOptions,
  troubleOptions,
  voiceOptions,
} from './options.ts';
import { stopOptions, viewOptions } from './view-options.ts';
import { sessionGiven, sessionOptions } from './session-given.ts';

/** `call`: places a WebRTC call, speaks as the caller, and says what came of it. */
export const call = command({
  name: 'call',
  arguments: '',
  options: {
    say: repeated(
      '--say <words>',
      'what the caller says: text, @file, a WAV file, or - for lines of standard input; several in order',
      words,
    ),
    model: option('--model <model>', `the model of the session (${usualSession.model})`, words),
    ...sessionOptions,
    listenFirst: option(
      '--listen-first <duration>',
      'wait this long for the agent to speak before the first --say (0s)',
      duration,
    ),
    answerWithin: option(
      '--answer-within <duration>',
      'how long the agent may take to begin an answer (20s)',
      duration,
    ),
    interruptAfter: option(
      '--interrupt-after <duration>',
      'say the next thing when the agent has been heard this long, over its words',
      duration,
    ),
    saveAudio: option('--save-audio <file>', 'write what the agent says to a WAV file', words),
    attach: toggle('--attach', 'show the call, on stderr unless a format is asked for'),
    expect: repeated('--expect <expr>', "what the call should be like: 'agent ~ /margarita/i'", words),
    within: option(
      '--within <duration>',
      'once all is said, how long to wait for what is expected (10s)',
      duration,
    ),
    report: repeated('--report <kind>', 'also write junit=FILE, json=FILE, or github annotations', words),
    safetyId: option('--safety-id <id>', 'a stable hashed id of the end user', words),
    ...viewOptions,
    ...stopOptions,
    ...troubleOptions,
    stats: statsOptions.stats,
    ...recordOptions,
    ...keyOptions,
    ...memoryOptions,
    ...voiceOptions,
  },
  details: `The id of the call stands alone on the first line of standard output, as soon as there is one; with --json it is in the
first record. Everything else goes to stderr, unless --json or --format asks for the events.

The caller speaks through espeak-ng where it is installed; else a tone shaped like speech stands in for the words. Each
thing is said when the agent has answered the one before. The call is hung up when the last is answered, when --for is over,
or on Ctrl-C: a call that we placed is ours to end. Without --say the caller is silent until then.

When it is over, expect, stats, report, export, replay, redact and diff know it by its id on this machine: it is recorded among
what is remembered (--remember), or where --record says.`,
  examples: [
    [
      'CALL=$(rt-sideband call --say "I would like a margarita") && rt-sideband expect $CALL \'agent ~ /margarita/i\'',
      'a smoke test that needs nothing but a shell',
    ],
    [
      "rt-sideband call --session @agent.json --say order.wav --expect 'tool place_order' --report junit=call.xml",
      'the same in one command, for CI',
    ],
    ['rt-sideband call --say "Hello." --say "Wait!" --interrupt-after 2s --attach', 'cut in, and watch'],
    ['rt-sideband call --say hello.wav --save-audio answer.wav --for 30s', 'keep what the agent said'],
  ],
  run: async (_words, options, context) => {
    const stdin = [options.session, options.instructions].filter((given) => given === '-').length;
    const says = options.say ?? [];
    if (stdin + says.filter((given) => given === '-').length + (options.apiKeyStdin === true ? 1 : 0) > 1)
      throw new SidebandError('usage', 'only one thing can be on standard input');
    if (options.interruptAfter !== undefined && says.length === 0)
      throw new SidebandError('usage', '--interrupt-after: nothing is said');
    const expectations = (options.expect ?? []).map(parseExpectation);
    if (expectations.length === 0 && (options.report !== undefined || options.within !== undefined))
      throw new SidebandError('usage', 'nothing is expected', {
        hint: "add --expect 'agent ~ /margarita/i'",
      });
    for (const report of options.report ?? []) reportOf(report);
    const session = await sessionGiven(options, { usual: usualSession }, context);
    const credentials = await credentialsFor(options, context);
    // Loaded where a call is placed: who asks for help waits for nothing.
    const { calling } = await import('./calling.ts');
    return calling({ session, credentials, says, expectations, options }, context);
  },
});
