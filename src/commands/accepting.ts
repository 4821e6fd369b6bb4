import { acceptRemarks, type Remark } from '../core/accept-body.ts';
import { pickUp, turnAway } from '../core/answer-call.ts';
import { acceptRequest, rejectRequest } from '../core/call-request.ts';
import { SidebandError, type ExitName } from '../core/error.ts';
import type { Sight } from '../core/look.ts';
import type { Safe } from '../core/ports.ts';
import { own, type Raw } from '../core/raw.ts';
import { escapeText, safe } from '../core/safe.ts';
import type { Credentials } from '../io/credentials.ts';
import type { Context } from './context.ts';
import { httpActing, type HttpGiven } from './http-acting.ts';
import { targetWords, type Target } from './target.ts';
import type { Voice } from './voice.ts';
import { asObject, objectArgument, readJson } from './words.ts';

/** The session that a flag names (JSON, - or @file), with the type that accept asks for. */
export const sessionArgument = async (
  flag: string,
  given: string | undefined,
  context: Context,
): Promise<Raw> => ofType(given === undefined ? {} : await objectArgument(flag, given, context));

/** The session that JSON text holds, with the type that accept asks for. */
export const sessionText = (text: string, what: string): Raw => ofType(asObject(readJson(text, what), what));

const ofType = (session: Raw): Raw => ({
  ...(own(session, 'type') === undefined ? { type: 'realtime' } : {}),
  ...session,
});

/**
 * Looks at a session before it is sent: warnings are said; errors are a SidebandError of kind `usage`, unless it is to be
 * sent as it is.
 */
export const checkSession = (session: Raw, asIs: boolean, say: (warning: Safe) => void): void => {
  const remarks = acceptRemarks(session);
  const errors = remarks.filter(({ grade }) => grade === 'error');
  for (const remark of asIs ? remarks : remarks.filter((one) => !errors.includes(one))) {
    say(safe`warning: ${escapeText(wordsOf(remark), { max: 300 })}`);
  }
  if (errors.length > 0 && !asIs) throw unfit(errors);
};

/** What is done to a ringing call: with whose key, how it is spoken of. */
export type Answering = {
  readonly target: Target;
  readonly credentials: Credentials;
  readonly options: HttpGiven;
  readonly context: Context;
  readonly speaking?: Voice;
};

/**
 * Accepts a ringing call, once, and says what came of it: that it can be attached confirms it. `see` looks for that;
 * unless given, the call is attached for a moment. `taken` is told before anybody looks, when the server said yes.
 */
export const acceptCall = (
  { target, credentials, options, context, speaking }: Answering,
  session: Raw,
  { see, taken }: { see?: (within: number) => Promise<Sight>; taken?: () => void } = {},
): Promise<ExitName> =>
  httpActing(
    { verb: 'accept' },
    target,
    credentials,
    options,
    context,
    (acting) => {
      acting.voice.status(safe`accepting ${targetWords(target)}`);
      return pickUp({
        send: async () => {
          const asked = await acting.ask(acceptRequest(target.callId, session));
          if (asked.asked === 'taken') taken?.();
          return asked;
        },
        look: see ?? ((ms) => acting.look('there', ms)),
        within: options.waitForCall,
      });
    },
    speaking,
  );

/** Turns a ringing call away, once; the server says 603 unless told otherwise. */
export const rejectCall = (
  { target, credentials, options, context, speaking }: Answering,
  status: number | undefined,
): Promise<ExitName> =>
  httpActing(
    { verb: 'reject' },
    target,
    credentials,
    options,
    context,
    (acting) => {
      acting.voice.status(safe`turning away ${targetWords(target)}`);
      return turnAway(() => acting.ask(rejectRequest(target.callId, status)), status);
    },
    speaking,
  );

const wordsOf = ({ path, problem }: Remark): string => `the session's ${path} ${problem}`;

const unfit = (errors: readonly Remark[]): SidebandError =>
  new SidebandError('usage', `the session cannot be used to accept a call; nothing was sent`, {
    said: errors.map(({ path, problem }) => `${path} ${problem}`).join('; '),
    hint: 'correct it, or send it all the same with --as-is',
  });
