import { SidebandError, worst, type ExitName, type Kind } from '../core/error.ts';
import { answer } from '../core/expect/answer.ts';
import type { Header } from '../core/ports.ts';
import { safe } from '../core/safe.ts';
import { takingTurns } from '../core/taking-turns.ts';
import { progress } from '../ui/progress.ts';
import { theme, wantsColour } from '../ui/theme.ts';
import { callExpectations } from './call-expectations.ts';
import { callSinks } from './call-sinks.ts';
import { talk } from './call-talk.ts';
import type { Context } from './context.ts';
import { judgedShown } from './judged-shown.ts';
import { meter } from './meter.ts';
import { ownRecording } from './own-recordings.ts';
import { placeCall } from './placing.ts';
import { preparing, type Calling } from './preparing-call.ts';
import { measuringBy } from './prices.ts';
import { stopsFor } from './stops.ts';
import { reasonOf } from './leaving.ts';
import { watch } from './watch.ts';

/** Places a call, speaks and listens until it is over, hangs up, and says what came of it. */
export const calling = async (given: Calling, outer: Context): Promise<ExitName> => {
  const { credentials, says, expectations, options } = given;
  const { clock } = outer;
  const { context, json, reports, place, view, speak, audio, sayings } = await preparing(given, outer);

  let header: Header | undefined;
  let path: string | undefined;
  const turning = progress(safe`calling`, { ...context, quiet: options.quiet });
  const { link, play } = await placeCall(
    {
      session: given.session,
      credentials,
      safetyId: options.safetyId,
      words: says.length === 0 ? undefined : says.join(' / '),
      speak,
      async named(callId) {
        const { baseUrl } = credentials;
        header = { callId, startedAt: clock.now(), tool: context.tool, baseUrl };
        if (!json) outer.stdout.write(`${callId}\n`);
        path = place(callId) ?? ownRecording(callId, context);
        await audio?.begin();
      },
      heard: (pcm) => audio?.hear(pcm),
    },
    context,
  )
    .catch((error: unknown) => {
      const left = context.signal.aborted && error instanceof SidebandError && error.kind === 'interrupt';
      throw left ? new SidebandError(leftBy(context.signal), error.message) : error;
    })
    .finally(() => turning.stop());
  if (header === undefined) throw new SidebandError('internal', 'a call without an id');
  const { callId } = header;

  const measuring = await measuringBy({ assumeModel: undefined }, context);
  const numbers = meter(measuring);
  const expected = expectations.length === 0 ? undefined : callExpectations(expectations, measuring, clock);
  const turns = takingTurns(clock);
  const enough = new AbortController();
  const stops = stopsFor(options, view?.wanted ?? (() => true));
  const stop = (): void => enough.abort();
  const also = [turns, numbers.sink, ...(expected === undefined ? [] : [expected])];
  const sinks = callSinks({ header, path, options, view, stops, speak, enough, also }, context);
  const watching = watch({
    callId,
    connect: () => Promise.resolve(link),
    clock,
    signal: context.signal,
    strict: options.record !== undefined,
    sinks: sinks.all,
    async act(_link, over) {
      over.addEventListener('abort', stop, { once: true });
      if (over.aborted) stop();
      await talk({
        ...options,
        sayings,
        speaks: says.length > 0,
        turns,
        play,
        expected,
        lasting: [options.for, options.until, options.max, options.idle].some((one) => one !== undefined),
        clock,
        signal: enough.signal,
        tell: (text) => speak.status(text),
      });
      await link.close();
      const judged = answer(expected?.verdicts() ?? []);
      // Otherwise how the call ended decides.
      return judged === 'ok' ? undefined : judged;
    },
  });

  let exit: ExitName;
  try {
    ({ exit } = await watching);
  } finally {
    // On every way out: a call of ours that nobody is on must not go on.
    await link.close();
  }

  const heard = (await audio?.end()) ?? true;
  const all = worst(exit, heard && !sinks.lost() ? 'ok' : 'output');
  const paint = theme(
    wantsColour({ isTTY: context.stderr.isTTY === true, env: context.env, flag: options.color }),
  );
  if (expected !== undefined) {
    const judged = expected.verdicts();
    // As objects they are results; as rows they are for people.
    judgedShown({ ...context, stdout: json ? outer.stdout : outer.stderr }, json, paint)(
      callId,
      undefined,
      judged,
      all,
    );
    for (const report of reports) report([{ name: callId, judged, ms: expected.lasted() }], context);
  }
  if (options.stats === true) speak.always(numbers.table(paint));
  return all;
};

/** By which signal a call was left that was not there yet. */
const leftBy = (signal: AbortSignal): Kind => {
  const name = reasonOf(signal);
  return name === 'ok' ? 'interrupt' : name;
};
