import type { Clock, Safe } from '../core/ports.ts';
import { escapeText, safe } from '../core/safe.ts';
import type { TakingTurns } from '../core/taking-turns.ts';
import { seconds } from '../core/words.ts';
import type { Saying } from './sayings.ts';

/** A conversation from the caller's side. */
export type Conversing = {
  readonly sayings: AsyncIterable<Saying>;
  readonly turns: TakingTurns;
  /** Puts sound on the line; resolves when all of it was sent. */
  readonly play: (pcm: Int16Array, signal: AbortSignal) => Promise<void>;
  /** How long the agent may take to begin an answer, in milliseconds. */
  readonly patience: number;
  /** How long it may first be waited for the agent to speak, in milliseconds. */
  readonly listenFirst: number;
  /** Speak over the agent when it has been heard this long, in milliseconds, instead of hearing it out. */
  readonly interruptAfter?: number | undefined;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly tell: (text: Safe) => void;
};

/** Says one thing after the other, each when the agent has answered the one before; returns when the last is answered. */
export const converse = async (conversing: Conversing): Promise<void> => {
  const { sayings, turns, play, patience, listenFirst, interruptAfter, clock, signal, tell } = conversing;
  let since: number | undefined;
  const answered = async (): Promise<boolean> => {
    if (since === undefined) return false;
    const came = await turns.answered(since, patience, signal);
    if (came === 'silent') tell(safe`no answer within ${escapeText(seconds(patience))}`);
    return came !== 'over';
  };
  /** Until it is the caller's turn; false when the call is over. */
  const turn = async (): Promise<boolean> => {
    if (since === undefined) {
      if (listenFirst > 0) await turns.answered(0, listenFirst, signal);
      return (await turns.quiet(patience, signal)) !== 'over';
    }
    if (interruptAfter === undefined) return answered();
    const heard = await turns.speaking(since, interruptAfter, patience, signal);
    if (heard === 'speaking') tell(safe`speaking over the agent`);
    if (heard === 'silent') tell(safe`no answer within ${escapeText(seconds(patience))}`);
    return heard !== 'over';
  };
  for await (const { words, pcm } of sayings) {
    if (!(await turn())) return;
    tell(safe`caller: ${escapeText(words, { max: 400 })}`);
    since = clock.now().mono;
    await play(pcm, signal);
  }
  await answered();
};
