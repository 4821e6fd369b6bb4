import { isType } from './outgoing.ts';
import type { Clock, Entry, Sink } from './ports.ts';
import { newSession, type Session } from './session.ts';

/** What a caller waited for came, came to nothing, or the call is over (or nobody waits any more). */
export type Turned<T extends string> = T | 'silent' | 'over';

/** The agent's turns, for somebody who talks with it. It is a sink: put it among the others. */
export type TakingTurns = Sink & {
  /** Until the agent says nothing and prepares nothing; `silent` when that does not come within `within` ms. */
  quiet(within: number, signal?: AbortSignal): Promise<Turned<'quiet'>>;
  /**
   * Until the agent has answered what was said from `since` (monotonic ms) on, to the last word; `silent` when no sign of an
   * answer came for `within` ms. Calling a tool is no answer yet.
   */
  answered(since: number, within: number, signal?: AbortSignal): Promise<Turned<'answered'>>;
  /** Until the agent has been heard for `after` ms with an answer to what was said from `since` on, or has finished it. */
  speaking(
    since: number,
    after: number,
    within: number,
    signal?: AbortSignal,
  ): Promise<Turned<'speaking' | 'answered'>>;
};

/** How long nothing may happen until the agent counts as finished, in milliseconds: another response may follow at once. */
const calm = 400;

/** An answer that plays is waited for this long without any event, in milliseconds: none need come while it does. */
const longestPlaying = 300_000;

/** Follows whose turn it is by the events of a call. */
export const takingTurns = (clock: Clock): TakingTurns => {
  let session: Session = newSession;
  let over = false;
  let lastFrame = clock.now().mono;
  let busyUntil = lastFrame - calm;
  let woken = new AbortController();
  const wake = (): void => {
    const before = woken;
    woken = new AbortController();
    before.abort();
  };

  const busy = (): boolean => isBusy(session);
  /** The word once nothing has happened long enough, or how long that takes. */
  const calmed = <T extends string>(word: T, now: number): T | number => {
    const left = busyUntil + calm - now;
    return left <= 0 ? word : left;
  };
  const answer = (since: number, now: number): 'answered' | number | undefined =>
    busy() || !hasAnswer(session, since) ? undefined : calmed('answered', now);
  /** Whether nobody needs to wait any longer, or how long that takes. */
  const patience = (now: number, from: number, within: number): 'silent' | number => {
    const limit = session.agent.audible === undefined ? within : Math.max(within, longestPlaying);
    const left = Math.max(lastFrame, from) + limit - now;
    return left <= 0 ? 'silent' : left;
  };

  /**
   * Looks again and again, as long as there is patience: a word of `look` ends it, a number is how many milliseconds nothing
   * changes by itself.
   */
  const waiting = async <T extends string>(
    look: (now: number) => T | number | undefined,
    within: number,
    signal: AbortSignal | undefined,
  ): Promise<Turned<T>> => {
    const from = clock.now().mono;
    signal?.addEventListener('abort', wake);
    try {
      for (;;) {
        if (over || signal?.aborted === true) return 'over';
        const next = woken;
        const now = clock.now().mono;
        const found = look(now) ?? patience(now, from, within);
        if (typeof found === 'string') return found;
        await clock.sleep(Math.max(1, found), next.signal);
      }
    } finally {
      signal?.removeEventListener('abort', wake);
    }
  };

  return {
    write(entry) {
      if (entry.signal.kind === 'frame') lastFrame = clock.now().mono;
      else if (entry.signal.change.to === 'closed') over = true;
      else return;
      if (!over && !tells(entry)) return;
      if (!over) ({ session } = entry);
      busyUntil = lastFrame;
      wake();
    },
    close() {
      over = true;
      wake();
    },
    quiet: (within, signal) => waiting((now) => (busy() ? undefined : calmed('quiet', now)), within, signal),
    answered: (since, within, signal) => waiting((now) => answer(since, now), within, signal),
    speaking: (since, after, within, signal) =>
      waiting(
        (now) => {
          const { audible, since: heardFrom } = session.agent;
          const begun = audible === undefined ? undefined : session.responses.get(audible)?.createdAt;
          if (begun === undefined || heardFrom === undefined || begun.mono < since) return answer(since, now);
          const left = heardFrom.mono + after - now;
          return left <= 0 ? 'speaking' : left;
        },
        within,
        signal,
      ),
  };
};

/** Somebody speaks, or something is being made. */
const isBusy = ({ active, agent, user, responses }: Session): boolean =>
  agent.audible !== undefined ||
  user.speaking ||
  active.some((id) => responses.get(id)?.inConversation !== false);

/** Whether a response that began after this moment was finished, and said something. */
const hasAnswer = (session: Session, since: number): boolean => {
  for (const { createdAt, doneAt, status, inConversation, items } of session.responses.values()) {
    if (!inConversation || createdAt === undefined || doneAt === undefined) continue;
    if (createdAt.mono < since || status === 'cancelled') continue;
    // Who failed says nothing any more.
    if (status !== 'completed' || items.some((id) => session.items.get(id)?.type === 'message')) return true;
  }
  return false;
};

const tells = (entry: Entry): boolean =>
  isType(
    entry,
    'response.created',
    'response.done',
    'output_audio_buffer.started',
    'output_audio_buffer.stopped',
    'output_audio_buffer.cleared',
    'input_audio_buffer.speech_started',
    'input_audio_buffer.speech_stopped',
  );
