import { SidebandError } from '../core/error.ts';
import { asCallId } from '../core/ids.ts';
import type { KnownCall } from '../core/known-call.ts';
import { escapeText, safe } from '../core/safe.ts';
import { theme, wantsColour } from '../ui/theme.ts';
import { openCalls } from './calls-here.ts';
import { toggle } from './command.ts';
import type { Context } from './context.ts';
import { terminalOf } from './terminal-of.ts';
import { targetArgument, type Target } from './target.ts';
import type { VoiceValues } from './voice.ts';

/** Instead of naming a call. */
export const lastOptions = {
  last: toggle(
    '--last',
    'the call seen last on this machine that has not ended; rt-sideband calls lists them',
  ),
};

type Which = VoiceValues & { readonly last?: boolean | undefined };

/**
 * The call somebody means who may not have named one: with `--last` the newest known here, on a terminal the one they
 * pick. Throws (`usage`) where nobody can be asked, `not-found` when no call is known. `baseUrl`: where it has to be.
 */
export const whichCall = async (
  word: string | undefined,
  options: Which,
  baseUrl: () => Promise<string>,
  context: Context,
): Promise<Target> => {
  if (word !== undefined) {
    if (options.last === true) throw new SidebandError('usage', 'name a call or give --last, not both');
    return targetArgument(word, context);
  }
  const screen = terminalOf(context);
  if (options.last !== true && screen === undefined) {
    throw new SidebandError('usage', 'which call?', {
      hint: 'name it (rtc_…), or give --last for the one seen last on this machine',
    });
  }
  const at = await baseUrl();
  const known = openCalls(at, context);
  const [newest] = known;
  if (newest === undefined) {
    throw new SidebandError('not-found', 'no call is known on this machine that has not ended', {
      said: at,
      hint: 'name one (rtc_…); rt-sideband calls lists all that were seen here',
    });
  }
  const chosen =
    options.last === true || screen === undefined ? newest : await picked(known, screen, options, context);
  return targetOf(chosen);
};

const targetOf = ({ callId, caller }: KnownCall): Target => {
  const id = asCallId(callId);
  // A file that somebody else wrote must not choose what is dialled.
  if (id === undefined)
    throw new SidebandError('not-found', 'what is remembered here is no call id', { said: callId });
  return { callId: id, caller };
};

const picked = async (
  known: readonly KnownCall[],
  screen: Context['stdout'],
  options: Which,
  context: Context,
): Promise<KnownCall> => {
  // Loaded where somebody picks: to measure the width of text takes longer to load than all the rest.
  const [{ pick }, { callChoice }] = await Promise.all([
    import('../ui/picker.ts'),
    import('../ui/calls-table.ts'),
  ]);
  const { stdin, clock, signal, env } = context;
  const paint = theme(wantsColour({ isTTY: true, env, flag: options.color }));
  const now = clock.now().wall;
  const choices = known.map((call) => callChoice(call, now));
  const answer = await pick(safe`which call?`, choices, {
    input: stdin,
    output: screen,
    clock,
    signal,
    paint,
  });
  const call = typeof answer === 'number' ? known[answer] : undefined;
  if (call !== undefined) {
    context.stderr.write(safe`${escapeText(call.callId)}\n`);
    return call;
  }
  throw new SidebandError(
    answer === 'escape' ? 'usage' : answer === 'gone' ? 'hangup' : 'interrupt',
    'no call was chosen',
  );
};
