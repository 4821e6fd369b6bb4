import type { ExitName } from '../core/error.ts';
import { asCallId } from '../core/ids.ts';
import { SidebandError } from '../core/error.ts';
import { applyChange, currentSession, planChange } from '../core/instruct.ts';
import { operator, type Operator } from '../core/operator.ts';
import { isType } from '../core/outgoing.ts';
import type { Entry, Header } from '../core/ports.ts';
import { reattaching } from '../core/reattach.ts';
import { defaultRetryPolicy } from '../core/retry-policy.ts';
import { safe } from '../core/safe.ts';
import { say } from '../core/say.ts';
import { secret } from '../io/secret.ts';
import type { Simulator } from '../sim/simulator.ts';
import { command, option, whole } from './command.ts';
import type { Context } from './context.ts';
import { leavingWith } from './leaving.ts';
import { linkNotices } from './link-notices.ts';
import { recordOptions, voiceOptions } from './options.ts';
import { viewOptions } from './view-options.ts';
import { keeping, recordingPlace } from './keeping.ts';
import { viewing } from './views.ts';
import { voice, type Voice } from './voice.ts';
import { watch } from './watch.ts';

/** `demo`: a simulated call, attached to and steered by an operator that is us. Needs no key and no network. */
export const demo = command({
  name: 'demo',
  arguments: '',
  options: {
    seed: option('--seed <n>', 'the same seed gives the same ids', whole(0, 2 ** 31)),
    ...viewOptions,
    ...recordOptions,
    ...voiceOptions,
  },
  details:
    'A caller orders a drink; in between the operator has the agent speak French, and then say a sentence.',
  examples: [
    ['rt-sideband demo', 'what a live call looks like from its sideband'],
    [
      'rt-sideband demo --record demo.ndjson && rt-sideband replay demo.ndjson',
      'and again from the recording',
    ],
  ],
  run: async (_words, options, context) => {
    const leaving = leavingWith(context.signal);
    const view = await viewing(options, context, {
      recorded: false,
      live: true,
      format: 'pretty',
      onGone: (error) => leaving.leave(error.kind),
    });
    const speak = voice(options, context, view.above);
    const { startSimulator } = await import('../sim/simulator.ts');
    const simulator = await startSimulator({
      scenario: 'order',
      ...(options.seed === undefined ? {} : { seed: options.seed }),
    });
    try {
      const callId = asCallId(simulator.calls[0] ?? '');
      if (callId === undefined) throw new SidebandError('internal', 'the simulator has no call');
      const path = (await recordingPlace(options, false, context))(callId);
      const { clock, random, tool } = context;
      const { baseUrl, apiKey } = simulator;
      const header: Header = { callId, startedAt: clock.now(), tool, baseUrl };
      let acts: Operator | undefined;
      const { exit } = await watch({
        callId,
        connect: reattaching(
          context.connect({ baseUrl, key: secret(apiKey), clock, env: {}, userAgent: tool }),
          defaultRetryPolicy,
          { clock, random },
        ),
        clock,
        signal: leaving.signal,
        sinks: async (link) => {
          acts = operator(link, clock);
          const kept =
            path === undefined ? [] : [(await keeping(path, header, options, context, speak)).sink];
          return [...kept, acts, linkNotices(callId, speak), view.sink(header)];
        },
        act: async (_link, quit) =>
          acts === undefined ? undefined : performance(acts, simulator, callId, quit, speak, context),
      });
      return exit;
    } finally {
      await simulator.close();
    }
  },
});

const responseDone = (entry: Entry): true | undefined => (isType(entry, 'response.done') ? true : undefined);
const heard = (entry: Entry): true | undefined =>
  isType(entry, 'output_audio_buffer.stopped') ? true : undefined;

/** What the operator does, and then the end of the call. */
const performance = async (
  acts: Operator,
  simulator: Simulator,
  callId: string,
  leaving: AbortSignal,
  speak: Voice,
  { ids, clock }: Context,
): Promise<ExitName | undefined> => {
  const patience = 15_000;
  await acts.awaits(responseDone, patience);
  speak.status(safe`operator: /instruct --append Speak French from now on.`);
  const current = await currentSession(acts, ids);
  const change = { instructions: 'Speak French from now on.', append: true, set: new Map() };
  speak.outcome(
    await applyChange(acts, planChange(change, current.config), ids),
    'the session shows the new instructions',
  );

  // The tool call and the answer that follows it, in French; then the words of the operator.
  const called = (entry: Entry): true | undefined =>
    [...entry.session.toolCalls.values()].some(({ state }) => state === 'answered') ? true : undefined;
  await acts.awaits(called, patience);
  await acts.awaits(responseDone, patience);
  if (leaving.aborted) return undefined;
  speak.status(safe`operator: /say The manager joins in two minutes.`);
  const said = await say(
    acts,
    {
      text: 'The manager joins in two minutes.',
      as: 'agent',
      loosely: false,
      collision: 'queue',
      wait: true,
      timeout: patience,
    },
    ids,
    clock,
  );
  speak.outcome(said, 'said');

  // The caller says goodbye, the agent answers, and when that was heard the caller hangs up.
  const goodbye = (entry: Entry): true | undefined =>
    [...entry.session.items.values()].some(({ role, text }) => role === 'user' && /that is all/i.test(text))
      ? true
      : undefined;
  await acts.awaits(goodbye, patience);
  await acts.awaits(heard, patience);
  if (leaving.aborted) return undefined;
  simulator.endCall(callId, 'caller');
  // Nothing more is awaited but the end of the stream, so that it is the server that says how the call ended.
  await acts.awaits(() => undefined, patience);
  return undefined;
};
