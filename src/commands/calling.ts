import { SidebandError, worst, type ExitName } from '../core/error.ts';
import { answer } from '../core/expect/answer.ts';
import type { Expectation } from '../core/expect/expectation.ts';
import { asCallId, type CallId } from '../core/ids.ts';
import type { Header } from '../core/ports.ts';
import type { Raw } from '../core/raw.ts';
import { safe } from '../core/safe.ts';
import { takingTurns } from '../core/taking-turns.ts';
import type { Credentials } from '../io/credentials.ts';
import { progress } from '../ui/progress.ts';
import { theme, wantsColour } from '../ui/theme.ts';
import { callExpectations } from './call-expectations.ts';
import { callSinks, type SinkValues } from './call-sinks.ts';
import { talk } from './call-talk.ts';
import type { Context } from './context.ts';
import { reportOf } from './expected.ts';
import { judgedShown } from './judged-shown.ts';
import { recordingPath } from './keeping.ts';
import { leavingWith } from './leaving.ts';
import { meter } from './meter.ts';
import { ownRecording } from './own-recordings.ts';
import { placeCall } from './placing.ts';
import { costBy } from './prices.ts';
import { savingAudio } from './saving-audio.ts';
import { sayingsOf } from './sayings.ts';
import { stopsFor } from './stops.ts';
import { viewing } from './views.ts';
import { voice } from './voice.ts';
import { watch } from './watch.ts';

/** A call that is to be placed, and what is done with it. */
export type Calling = {
  readonly session: Raw;
  readonly credentials: Credentials;
  readonly says: readonly string[];
  readonly expectations: readonly Expectation[];
  readonly options: SinkValues & {
    readonly listenFirst?: number | undefined;
    readonly answerWithin?: number | undefined;
    readonly interruptAfter?: number | undefined;
    readonly saveAudio?: string | undefined;
    readonly attach?: boolean | undefined;
    readonly within?: number | undefined;
    readonly report?: readonly string[] | undefined;
    readonly safetyId?: string | undefined;
    readonly stats?: boolean | undefined;
  };
};

/** Places a call, speaks and listens until it is over, hangs up, and says what came of it. */
export const calling = async (given: Calling, outer: Context): Promise<ExitName> => {
  const { credentials, says, expectations, options } = given;
  const { clock } = outer;
  const json = options.json === true || options.format === 'json';
  const onStdout = json || options.format !== undefined;
  const leaving = leavingWith(outer.signal);
  // The id stands alone on standard output, unless somebody asks for the events there.
  const stdout = onStdout ? outer.stdout : outer.stderr;
  const context: Context = { ...outer, signal: leaving.signal, stdout };
  const recorded = options.record !== undefined;

  // Whatever can be refused is refused before anything is sent.
  const reports = (options.report ?? []).map(reportOf);
  await recordingPath(options, unnamed(), false, context);
  const view =
    onStdout || options.attach === true
      ? await viewing(options, context, {
          recorded,
          live: true,
          onGone: (error) => leaving.leave(error.kind),
        })
      : undefined;
  const speak = voice(options, context, view?.above);
  const { saveAudio } = options;
  const audio = saveAudio === undefined ? undefined : await savingAudio(saveAudio, context, speak);
  const sayings = await sayingsOf(says, speak, context);

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
        path = (await recordingPath(options, callId, false, context)) ?? ownRecording(callId, context);
        await audio?.begin();
      },
      heard: (pcm) => audio?.hear(pcm),
    },
    context,
  ).finally(() => turning.stop());
  if (header === undefined) throw new SidebandError('internal', 'a call without an id');
  const { callId } = header;

  const measuring = await costBy({ assumeModel: undefined }, context);
  const numbers = meter(measuring);
  const expected = expectations.length === 0 ? undefined : callExpectations(expectations, measuring, clock);
  const turns = takingTurns(clock);
  const enough = new AbortController();
  const stops = stopsFor(options, view?.wanted ?? (() => true));
  const stop = (): void => enough.abort();
  const sinks = callSinks({ header, path, options, view, stops, speak, enough }, context);
  const watching = watch({
    callId,
    connect: () => Promise.resolve(link),
    clock,
    signal: leaving.signal,
    strict: recorded,
    sinks: async () => [
      turns,
      ...(expected === undefined ? [] : [expected]),
      numbers.sink,
      ...(await sinks.all()),
    ],
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

/** Stands for an id that is not known yet. */
const unnamed = (): CallId => {
  const id = asCallId('rtc_unnamed');
  if (id === undefined) throw new SidebandError('internal', 'a call id has another shape now');
  return id;
};
