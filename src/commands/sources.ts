import { SidebandError } from '../core/error.ts';
import type { CallId } from '../core/ids.ts';
import { escapeText, safe } from '../core/safe.ts';
import { recordingsAt } from '../io/recordings.ts';
import type { Context } from './context.ts';
import { callArgument } from './dialling.ts';
import { recordingOf } from './own-recordings.ts';
import type { Voice } from './voice.ts';

/** What a command that judges calls is given: one live call, or recordings. */
export type Source =
  | { readonly kind: 'call'; readonly callId: CallId }
  | { readonly kind: 'recordings'; readonly paths: readonly string[] };

/**
 * Reads the words: recordings by file, folder or pattern, or one call; a call at `baseUrl` that is over is its recording,
 * where this machine has one. Throws a SidebandError (usage) for a mixture.
 */
export const sources = async (
  words: readonly string[],
  context: Context,
  baseUrl: () => Promise<string>,
  speak: Voice,
): Promise<Source> => {
  const paths: string[] = [];
  const calls: string[] = [];
  for (const word of words) {
    const found = word === '-' ? undefined : await recordingsAt(word, context.cwd);
    if (found === undefined) calls.push(word);
    else for (const path of found) if (!paths.includes(path)) paths.push(path);
  }
  const [call] = calls;
  if (call === undefined) return { kind: 'recordings', paths };
  if (paths.length > 0 || calls.length > 1) {
    throw new SidebandError('usage', `there is no recording ${escapeText(call, { max: 80 })}`, {
      hint: 'give recordings, or one live call',
    });
  }
  if (/\.ndjson$|^\.{0,2}\//.test(call)) {
    throw new SidebandError('usage', `there is no recording ${escapeText(call, { max: 80 })}`, {
      hint: 'recordings are made with --record FILE',
    });
  }
  const callId = await callArgument(call, context);
  const recording = recordingOf(callId, await baseUrl(), context);
  if (recording === undefined) return { kind: 'call', callId };
  speak.status(safe`the call is over; this is its recording: ${escapeText(recording)}`);
  return { kind: 'recordings', paths: [recording] };
};
