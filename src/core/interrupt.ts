import type { Operator } from './operator.ts';
import { cancelResponse, clearOutputAudio, spokenIn } from './outgoing.ts';
import type { Clock, Entry, Ids } from './ports.ts';
import { text } from './raw.ts';
import type { Session } from './session.ts';
import type { Outcome } from './settle.ts';

/**
 * What came of an interruption. `cut` says what was cut off: what the model was generating, sound that was still
 * playing, both, or nothing. `spoken` is what had been said of it (untrusted).
 */
export type Interrupted =
  | {
      readonly outcome: 'confirmed';
      readonly cut: 'generating' | 'playing' | 'both' | 'nothing';
      readonly spoken: string;
      /** False when the session has no sound buffer to clear: its client plays by itself. */
      readonly buffer: boolean;
    }
  | { readonly outcome: 'refused'; readonly code?: string; readonly said: string }
  | { readonly outcome: 'not-sent'; readonly reason: string }
  | { readonly outcome: 'unknown'; readonly reason: string; readonly timeout?: true };

/** How long to wait for `output_audio_buffer.cleared` where nothing says that sound was playing, in milliseconds. */
const silence = 1500;

/**
 * Silences the agent: cancels what is being generated, and throws away the sound nobody has heard yet. Both are sent
 * at once. That nothing was being generated is no failure; where the service clears nothing it says nothing, so its
 * silence counts as "nothing was playing" unless sound was known to play.
 */
export const interrupt = async (
  operator: Operator,
  ids: Ids,
  clock: Clock,
  within = 5000,
): Promise<Interrupted> => {
  const enough = new AbortController();
  const cancelling = operator.perform(cancelResponse(undefined, ids, 'interrupt'), within);
  const clearing = operator.perform(clearOutputAudio(ids, 'interrupt'), within, enough);
  const cancelled = await cancelling;
  const stopped = cancelled.outcome === 'confirmed';
  const words = stopped ? spokenIn(cancelled.entry) : '';
  const playing = words !== '' || operator.session().agent.audible !== undefined;
  let gaveUp = false;
  if (!playing) {
    void clock.sleep(Math.min(silence, within), enough.signal).then(() => {
      gaveUp = !enough.signal.aborted;
      enough.abort();
    });
  }
  const cleared = await clearing;

  const idle = cancelled.outcome === 'refused' && cancelled.code === 'response_cancel_not_active';
  if (!stopped && !idle) {
    // Neither yes nor no: of two things one was done.
    return cleared.outcome === 'confirmed' ? halfKnown('the sound was cut off', cancelled) : cancelled;
  }
  const spoken = words === '' && cleared.outcome === 'confirmed' ? saidIn(cleared.entry) : words;
  const done = { outcome: 'confirmed', spoken, buffer: true } as const;
  if (cleared.outcome === 'confirmed') return { ...done, cut: stopped ? 'both' : 'playing' };
  const silent = { ...done, cut: stopped ? 'generating' : 'nothing' } as const;
  if (cleared.outcome === 'refused') {
    if (cleared.code === 'invalid_value') return { ...silent, buffer: false };
    return stopped ? halfKnown('the reply was cancelled', cleared) : cleared;
  }
  if (gaveUp) return silent;
  const sound = stopped
    ? 'the reply was cancelled, but whether its sound was cut off is not known'
    : 'sound was playing';
  return { ...cleared, outcome: 'unknown', reason: `${sound}: ${cleared.reason}` };
};

const halfKnown = (done: string, rest: Exclude<Outcome, { outcome: 'confirmed' }>): Interrupted => {
  if (rest.outcome === 'unknown') return { ...rest, reason: `${done}, but ${rest.reason}` };
  const why = rest.outcome === 'refused' ? `the rest was refused: ${rest.said}` : rest.reason;
  return { outcome: 'unknown', reason: `${done}, but ${why}` };
};

const saidIn = ({ event, session }: Entry): string =>
  event.kind === 'server' ? saidBy(session, text(event.raw, 'response_id') ?? '') : '';

const saidBy = ({ responses, items }: Session, responseId: string): string =>
  (responses.get(responseId)?.items ?? []).map((id) => items.get(id)?.text ?? '').join('');
