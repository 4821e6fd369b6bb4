import type { SidebandError } from '../core/error.ts';
import type { Credentials } from '../io/credentials.ts';
import type { Context } from './context.ts';
import { noticeLook } from './notice-look.ts';
import type { ConnectionValues } from './dialling.ts';
import { tailing } from './tailing.ts';
import { viewing, type Viewing } from './views.ts';
import type { Voice, VoiceValues } from './voice.ts';

type Given = ConnectionValues & VoiceValues & { readonly json?: boolean | undefined };

/** The usual view of the calls that `listen` watches. */
export const ringingView = (
  { json, color, quiet }: Given,
  context: Context,
  onGone: (error: SidebandError) => void,
): Promise<Viewing> =>
  viewing({ ...noView, json, color, quiet }, context, { recorded: false, live: true, onGone });

/** Watches calls that rang; one that `listen` does not accept itself is waited for until somebody has. */
export const ringingTail = async (
  {
    options,
    accepts,
    ...how
  }: {
    readonly options: Given;
    readonly accepts: boolean;
    readonly credentials: Credentials;
    readonly view: Viewing;
    readonly speak: Voice;
  },
  context: Context,
): Promise<ReturnType<typeof tailing>> =>
  tailing({
    ...how,
    options: {
      ...options,
      ...unkept,
      waitForCall: options.waitForCall ?? (accepts ? undefined : ringsFor),
    },
    context,
    signal: context.signal,
    look: await noticeLook(options, context),
    by: 'listen',
  });

/** How long a call that somebody else has to accept is waited for, in milliseconds. */
const ringsFor = 60_000;

const noView = {
  format: undefined,
  time: undefined,
  timezone: undefined,
  only: undefined,
  not: undefined,
  role: undefined,
  where: undefined,
  highlight: undefined,
  deltas: undefined,
  audio: undefined,
  ascii: undefined,
};

/** Nothing is recorded. */
const unkept = { record: undefined, onRecordError: undefined, fsync: undefined, stuckAfter: undefined };
