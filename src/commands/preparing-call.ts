import type { Expectation } from '../core/expect/expectation.ts';
import type { CallId } from '../core/ids.ts';
import type { Raw } from '../core/raw.ts';
import type { Credentials } from '../io/credentials.ts';
import type { SinkValues } from './call-sinks.ts';
import type { Context } from './context.ts';
import { reportOf, type Report } from './expected.ts';
import { recordingPlace } from './keeping.ts';
import { leavingWith } from './leaving.ts';
import { savingAudio, type SavingAudio } from './saving-audio.ts';
import { sayingsOf, type Saying } from './sayings.ts';
import { viewing, type Viewing } from './views.ts';
import { voice, type Voice } from './voice.ts';

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

/** All that a call needs before it is placed. */
export type Prepared = {
  /** Standard output only where the events are to go there: else the id stands alone on it. */
  readonly context: Context;
  readonly json: boolean;
  readonly reports: readonly Report[];
  /** Where `--record` has the call recorded. */
  readonly place: (callId: CallId) => string | undefined;
  readonly view: Viewing | undefined;
  readonly speak: Voice;
  readonly audio: SavingAudio | undefined;
  readonly sayings: AsyncIterable<Saying>;
};

/** Gets ready for a call. Whatever can be refused is refused here, before anything is sent. */
export const preparing = async ({ says, options }: Calling, outer: Context): Promise<Prepared> => {
  const json = options.json === true || options.format === 'json';
  const onStdout = json || options.format !== undefined;
  const leaving = leavingWith(outer.signal);
  const stdout = onStdout ? outer.stdout : outer.stderr;
  const context: Context = { ...outer, signal: leaving.signal, stdout };

  const reports = (options.report ?? []).map(reportOf);
  const place = await recordingPlace(options, false, context);
  const view =
    onStdout || options.attach === true
      ? await viewing(options, context, {
          recorded: options.record !== undefined,
          live: true,
          onGone: (error) => leaving.leave(error.kind),
        })
      : undefined;
  const speak = voice(options, context, view?.above);
  const { saveAudio } = options;
  const audio = saveAudio === undefined ? undefined : await savingAudio(saveAudio, context, speak);
  const sayings = await sayingsOf(says, speak, context);
  return { context, json, reports, place, view, speak, audio, sayings };
};
