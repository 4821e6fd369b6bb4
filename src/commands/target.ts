import { readCallArgument } from '../core/call-argument.ts';
import { callerOf } from '../core/caller.ts';
import type { CallId } from '../core/ids.ts';
import type { Safe } from '../core/ports.ts';
import { escapeText, safe } from '../core/safe.ts';
import type { Session } from '../core/session.ts';
import type { Instant } from '../core/signal.ts';
import { lasting } from '../core/words.ts';
import { knownCall } from './calls-here.ts';
import type { Context } from './context.ts';
import { readStdin } from './words.ts';

/** The call that a command is about, with what is known of it: shown before anything that cannot be taken back. */
export type Target = {
  readonly callId: CallId;
  /** Who calls (untrusted). */
  readonly caller?: string | undefined;
  /** How long the call is known to have lasted, in milliseconds: it may be longer. */
  readonly lasted?: number | undefined;
};

/** The call that an argument names; `-` reads it from standard input. A webhook says who calls, or this machine knows. */
export const targetArgument = async (word: string, context: Context): Promise<Target> => {
  const given = word === '-' ? await readStdin(context) : word;
  const callId = readCallArgument(given);
  const known = knownCall(callId, context);
  return {
    callId,
    caller: callerOf(given) ?? known?.caller,
    lasted: known === undefined || known.state === 'ended' ? undefined : sinceThen(known.since, context),
  };
};

/** A session ends after this long, in milliseconds (realtime-api 4.5). */
const longestSession = 3_600_000;

/** How much of an id is shown: enough to tell calls apart, and to compare by eye. */
const tail = 8;

/** A call in a few words: `call …p3xm9fqa from Ann +15550100, up for 4 min 12 s`. */
export const targetWords = ({ callId, caller, lasted }: Target): Safe => {
  const short = callId.length > tail + 4 ? `…${callId.slice(-tail)}` : callId;
  const from = caller === undefined ? safe`` : safe` from ${escapeText(caller, { max: 60 })}`;
  const time = lasted === undefined ? safe`` : safe`, up for ${escapeText(lasting(lasted))}`;
  return safe`call ${escapeText(short)}${from}${time}`;
};

/** How long it is since a call began, as far as known here; undefined for what no call can last. */
const sinceThen = (since: number, { clock }: Context): number | undefined => {
  const lasted = clock.now().wall - since;
  return lasted >= 0 && lasted <= longestSession ? lasted : undefined;
};

/** How long a call has lasted, in milliseconds, when its session has told: it ends an hour after it began (realtime-api 4.5). */
export const lastedOf = ({ expiresAt }: Session, now: Instant): number | undefined => {
  if (expiresAt === undefined) return undefined;
  const lasted = now.wall - (expiresAt - 3600) * 1000;
  return lasted >= 0 && lasted <= longestSession ? lasted : undefined;
};
