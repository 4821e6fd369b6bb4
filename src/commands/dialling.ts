import { readCallArgument } from '../core/call-argument.ts';
import type { CallId } from '../core/ids.ts';
import type { Connect } from '../core/ports.ts';
import { reattaching } from '../core/reattach.ts';
import { defaultRetryPolicy } from '../core/retry-policy.ts';
import { escapeText, safe } from '../core/safe.ts';
import { readCredentials, type Credentials } from '../io/credentials.ts';
import type { Values } from './command.ts';
import type { Context } from './context.ts';
import type { connectionOptions, keyOptions } from './options.ts';
import { progress } from '../ui/progress.ts';
import { saidOf } from './link-notices.ts';
import { userConfig } from './user-defaults.ts';
import type { Voice, VoiceValues } from './voice.ts';
import { readStdin } from './words.ts';

/** The values of the flags every dialling command has. */
export type ConnectionValues = Values<typeof connectionOptions>;

/** The call a word names; `-` reads it from standard input. */
export const callArgument = async (word: string, context: Context): Promise<CallId> =>
  readCallArgument(word === '-' ? await readStdin(context) : word);

/** The key and the base URL in force for these flags. */
export const credentialsFor = async (
  options: Values<typeof keyOptions>,
  context: Context,
): Promise<Credentials> =>
  readCredentials({
    env: context.env,
    cwd: context.cwd,
    options,
    readStdin: () => readStdin(context),
    userConfig: await userConfig(context),
  });

/** A Connect for these credentials that dials once. */
export const connectingOnce = (
  credentials: Credentials,
  options: ConnectionValues,
  context: Context,
): Connect =>
  context.connect({
    ...credentials,
    clock: context.clock,
    env: context.env,
    userAgent: context.tool,
    maxFrameBytes: options.maxFrame === undefined ? undefined : options.maxFrame * 2 ** 20,
  });

/** A Connect for these credentials that waits for a call, and comes back after a loss. Retries are said by `speaking`. */
export const dialling = (
  credentials: Credentials,
  options: ConnectionValues & VoiceValues,
  context: Context,
  speaking: Voice,
): Connect => {
  const { clock, random, env, stderr } = context;
  const { waitForCall = defaultRetryPolicy.waitForCall, quiet } = options;
  const once = connectingOnce(credentials, options, context);
  return async (callId, signal) => {
    const turn = () => progress(safe`dialling ${escapeText(callId)}`, { stderr, env, quiet, clock });
    let turning = turn();
    const connect = reattaching(
      once,
      { ...defaultRetryPolicy, waitForCall },
      {
        clock,
        random,
        onRetry: (change) => {
          turning.stop();
          speaking.status(saidOf(change, callId));
          turning = turn();
        },
      },
    );
    try {
      return await connect(callId, signal);
    } finally {
      turning.stop();
    }
  };
};
