import { acceptRemarks, type Remark } from '../core/accept-body.ts';
import { acceptRequest, rejectRequest } from '../core/call-request.ts';
import { SidebandError, type ExitName } from '../core/error.ts';
import { judged, worthLooking } from '../core/judged.ts';
import type { Sight } from '../core/look.ts';
import { isRaw, own, type Raw } from '../core/raw.ts';
import { escapeText, safe } from '../core/safe.ts';
import type { Credentials } from '../io/credentials.ts';
import type { Context } from './context.ts';
import { httpActing, type HttpGiven } from './http-acting.ts';
import { targetWords, type Target } from './target.ts';
import type { Voice } from './voice.ts';
import { jsonArgument } from './words.ts';

/** How long an accepted call may take until it can be attached, in milliseconds. */
const attachWithin = 10_000;

/** The session that a flag names (JSON, - or @file), with the type that accept asks for. */
export const sessionArgument = async (
  flag: string,
  given: string | undefined,
  context: Context,
): Promise<Raw> => {
  const session = given === undefined ? {} : await jsonArgument(given, context);
  if (!isRaw(session)) throw new SidebandError('usage', `${flag}: expected a JSON object`);
  return { ...(own(session, 'type') === undefined ? { type: 'realtime' } : {}), ...session };
};

/**
 * Looks at a session before it is sent: warnings are said; errors are a SidebandError of kind `usage`, unless it is to be
 * sent as it is.
 */
export const checkSession = (session: Raw, asIs: boolean, speaking: Voice): void => {
  const remarks = acceptRemarks(session);
  const errors = remarks.filter(({ grade }) => grade === 'error');
  for (const remark of asIs ? remarks : remarks.filter((one) => !errors.includes(one))) {
    speaking.always(safe`warning: ${escapeText(wordsOf(remark), { max: 300 })}`);
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
 * unless given, the call is attached for a moment.
 */
export const acceptCall = (
  { target, credentials, options, context, speaking }: Answering,
  session: Raw,
  see?: (within: number) => Promise<Sight>,
): Promise<ExitName> =>
  httpActing(
    { verb: 'accept' },
    target,
    credentials,
    options,
    context,
    async (acting) => {
      acting.voice.status(safe`accepting ${targetWords(target)}`);
      const asked = await acting.ask(acceptRequest(target.callId, session));
      const within = options.waitForCall ?? attachWithin;
      const looking = see ?? ((ms: number) => acting.look('there', ms));
      const seen = worthLooking(asked) ? await looking(within) : undefined;
      const effect = seen?.sight === 'there' ? 'seen' : seen?.sight === 'gone' ? 'missing' : 'unseen';
      const because = seen?.sight === 'unseen' ? ` (${seen.because})` : '';
      const result = judged(asked, effect, {
        seen: 'the call is up: it can be attached',
        missing: `the call cannot be attached after ${within / 1000} s`,
        unseen: `whether the call is up could not be looked at${because}`,
      });
      return asked.asked === 'taken' && effect === 'missing' ? { ...result, hint: dead } : result;
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
    async (acting) => {
      acting.voice.status(safe`turning away ${targetWords(target)}`);
      const asked = await acting.ask(rejectRequest(target.callId, status));
      return judged(asked, asked.asked === 'taken' ? 'seen' : 'unseen', {
        seen: `the server turned the call away with ${status ?? 603}`,
        missing: '',
        unseen: 'a call that rings cannot be looked at',
      });
    },
    speaking,
  );

const dead =
  'most likely first: the caller hung up; the session is one the service cannot use (it answers 200 all the same, and the line dies)';

const wordsOf = ({ path, problem }: Remark): string => `the session's ${path} ${problem}`;

const unfit = (errors: readonly Remark[]): SidebandError =>
  new SidebandError('usage', `the session cannot be used to accept a call; nothing was sent`, {
    said: errors.map(({ path, problem }) => `${path} ${problem}`).join('; '),
    hint: 'correct it, or send it all the same with --as-is',
  });
