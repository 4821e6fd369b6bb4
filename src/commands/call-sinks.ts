import { SidebandError } from '../core/error.ts';
import type { Header, Sink } from '../core/ports.ts';
import { escapeText, safe } from '../core/safe.ts';
import { troubles } from '../core/troubles.ts';
import { shellCommand } from '../core/troubles/advice.ts';
import { agentsWords } from './agents-words.ts';
import type { Values } from './command.ts';
import type { Context } from './context.ts';
import { keeping, type KeepValues } from './keeping.ts';
import { linkNotices } from './link-notices.ts';
import { noticeLook } from './notice-look.ts';
import type { troubleOptions } from './options.ts';
import type { stopOptions } from './view-options.ts';
import { stopping, type Stops } from './stops.ts';
import { structureNotices } from './structure-notices.ts';
import { troubleNotices } from './trouble-notices.ts';
import type { Viewing, ViewValues } from './views.ts';
import { remembered } from './visits.ts';
import type { Voice, VoiceValues } from './voice.ts';

/** The values of the flags that decide where a call we placed is poured. */
export type SinkValues = ViewValues &
  VoiceValues &
  KeepValues &
  Values<typeof stopOptions> &
  Values<typeof troubleOptions>;

/** A call we placed, and where it goes. */
export type Pouring = {
  readonly header: Header;
  /** Where it is recorded, by somebody's wish or among what is remembered. */
  readonly path: string | undefined;
  readonly options: SinkValues;
  readonly view: Viewing | undefined;
  readonly stops: Stops;
  readonly speak: Voice;
  /** Aborted when a stop condition is met. */
  readonly enough: AbortController;
  /** What follows the call itself. */
  readonly also: readonly Sink[];
};

/** Where a call we placed is poured: recorded, remembered, shown, watched for trouble and for its end. */
export const callSinks = (
  { header, path, options, view, stops, speak, enough, also }: Pouring,
  context: Context,
): { readonly all: () => Promise<readonly Sink[]>; readonly lost: () => boolean } => {
  const { callId, baseUrl } = header;
  const { clock } = context;
  let lost = (): boolean => false;

  const recorder = async (): Promise<readonly Sink[]> => {
    if (path === undefined) return [];
    if (options.record !== undefined) {
      const kept = await keeping(path, header, options, context, speak);
      ({ lost } = kept);
      return [kept.sink];
    }
    // Nobody asked for this one: the call goes on without it.
    try {
      return [(await keeping(path, header, { ...options, onRecordError: 'continue' }, context, speak)).sink];
    } catch (error) {
      if (!(error instanceof SidebandError)) throw error;
      speak.always(safe`warning: ${escapeText(error.message)}; this call is not kept on this machine`);
      return [];
    }
  };

  return {
    lost: () => lost(),
    all: async () => [
      ...(await recorder()),
      ...also,
      structureNotices(speak),
      remembered({ callId, baseUrl, by: 'call', recording: path }, context),
      linkNotices(callId, speak, safe``, safe`connected:`),
      view === undefined ? agentsWords(speak) : view.sink(header, { stops }),
      troubleNotices(troubles({ stuckAfter: options.stuckAfter }), {
        voice: speak,
        look: await noticeLook(options, context),
        command: (advice) => shellCommand(advice, callId),
        clock,
      }),
      stopping(stops, clock, enough.signal, () => enough.abort()),
    ],
  };
};
