import { goingOn, openCalls, toolOutput } from '../core/answer-tool.ts';
import { duration } from '../core/duration.ts';
import { SidebandError } from '../core/error.ts';
import type { Operator } from '../core/operator.ts';
import { readOutput, splitToolCall } from '../core/read-answer.ts';
import { command, option, toggle } from './command.ts';
import { callArgument } from './dialling.ts';
import { printFrames } from './dry-run.ts';
import { answering } from './lines/tool.ts';
import { connectionOptions, verbOptions, voiceOptions } from './options.ts';
import { performing } from './performing.ts';
import { listing } from './tool-list.ts';
import { textArgument } from './words.ts';

/** How long to look for open calls unless --for says otherwise, in milliseconds. */
const looking = 3000;

/** `tool list|answer|fail CALL`: function calls nobody answers, and answers to them. */
export const tool = command({
  name: 'tool',
  arguments: '<list|answer|fail> <call> [words...]',
  options: {
    for: option('--for <duration>', 'how long to look for calls that are open (3s)', duration),
    text: toggle('--text', 'the output is any text, not JSON'),
    respond: toggle('--no-respond', 'do not ask for a response: the agent waits'),
    again: toggle('--again', 'also when it has an answer already'),
    ...verbOptions,
    ...connectionOptions,
    ...voiceOptions,
  },
  details: `list shows the function calls without an output that are made while it looks. answer gives a call its output: [ID] JSON,
where JSON may be - or @file, and any text with --text. fail gives it {"error": TEXT}. Then a response is asked for, so
that the agent goes on: behind one that is running, and once all calls of the same response have their outputs.
Nothing is replayed to a sideband: of what was called before, list shows what other commands on this machine saw open (and
cannot know whether it is still); the id of any other (call_…) has to come from elsewhere. Without an id the only open call that is seen within --for is meant. A call is
answered from here once only (--again).`,
  examples: [
    ['rt-sideband tool list rtc_… --for 10s', 'what the agent is waiting for'],
    ['rt-sideband tool answer rtc_… call_… \'{"ok":true}\'', 'unblock it'],
    ['rt-sideband tool fail rtc_… call_… "the till is closed"', 'and have the agent say so'],
  ],
  run: async ([action = '', call = '', ...given], options, context) => {
    const within = options.for ?? looking;
    if (action === 'list') {
      if (given.length > 0) throw new SidebandError('usage', 'list takes no more than a call');
      return listing(call, within, options, context);
    }
    if (action !== 'answer' && action !== 'fail') {
      throw new SidebandError('usage', 'expected one of list, answer, fail', { said: action });
    }
    const { id, rest } = splitToolCall(given.join(' '));
    const output = readOutput(action, await textArgument(rest, context), options.text === true);
    const asked = {
      action,
      id,
      output,
      respond: options.respond !== false,
      again: options.again === true,
      timeout: options.timeout,
    } as const;
    if (options.dryRun === true) {
      await callArgument(call, context);
      if (id === undefined) throw new SidebandError('usage', '--dry-run does not attach: name the tool call');
      const { ids } = context;
      const frames = [
        toolOutput({ ...asked, id }, ids),
        ...(asked.respond ? [goingOn(ids('response'), ids)] : []),
      ];
      printFrames(frames, context);
      return 'ok';
    }
    return performing(
      call,
      { verb: `tool ${action}`, words: [id, output].filter(Boolean).join(' ') },
      options,
      context,
      async (desk) => {
        if (id === undefined) await firstOpen(desk.operator, within);
        return answering(asked, desk);
      },
    );
  },
});

/** Waits for a call that is open, and then until all calls of its response are known. */
const firstOpen = async (operator: Operator, within: number): Promise<void> => {
  const look = ({ session }: { session: ReturnType<Operator['session']> }): true | undefined =>
    openCalls(session).length > 0 && session.active.length === 0 ? true : undefined;
  if (look({ session: operator.session() }) === undefined) await operator.awaits(look, within);
};
