import { hangupRequest } from '../core/call-request.ts';
import { exitOfOutcome } from './acting.ts';
import { farewell, type Farewell } from '../core/farewell.ts';
import { hangUp } from '../core/hang-up.ts';
import type { CallId } from '../core/ids.ts';
import type { Judged } from '../core/judged.ts';
import type { Operator } from '../core/operator.ts';
import type { Clock, Ids, Safe } from '../core/ports.ts';
import { escapeText, safe } from '../core/safe.ts';
import type { HttpDesk } from './http-desk.ts';

/** What ending a call needs. */
export type Ending = {
  readonly callId: CallId;
  readonly http: HttpDesk;
  /** Whoever is attached to the call, if anybody could be; and why not. */
  readonly operator: Operator | undefined;
  readonly unattached?: string | undefined;
  readonly clock: Clock;
  readonly ids: Ids;
  /** To be told how the words before the end go. */
  readonly tell: (text: Safe) => void;
};

/** How long the words before the end may take until they are said, in milliseconds. */
const speakingWithin = 30_000;

/** Ends a call; with `words`, after the caller has heard them. What could not be said keeps the call from being ended. */
export const endCall = async (ending: Ending, words?: string): Promise<Judged> => {
  const { callId, http, operator, clock } = ending;
  const unsaid = words === undefined ? undefined : await lastWords(ending, words);
  if (unsaid !== undefined) return unsaid;
  return hangUp({
    send: () => http.ask(hangupRequest(callId)),
    look: (within) => http.look('gone', within),
    operator,
    clock,
  });
};

/** Undefined when they were heard; else why the call is not ended. */
const lastWords = async (ending: Ending, text: string): Promise<Judged | undefined> => {
  const { operator, clock, ids, tell, unattached } = ending;
  if (operator === undefined) {
    return kept('network', 'the words could not be said', unattached);
  }
  const queued = (): void => tell(safe`a response is running; waiting behind it`);
  const said = await farewell(operator, { text, timeout: speakingWithin, queued }, ids, clock);
  if (said.outcome !== 'confirmed') return kept(exitOfFarewell(said), unsaidWords[said.outcome], whyOf(said));
  if (said.heard === 'cut') return kept('refused', 'somebody spoke over the words', undefined);
  const heard = said.heard === 'whole' ? safe`heard` : safe`said (nothing told when it was heard)`;
  tell(safe`${heard}: "${escapeText(said.spoken, { max: 400 })}"`);
  return undefined;
};

const unsaidWords = {
  refused: 'the words were not said',
  'not-sent': 'the words were not said',
  unknown: 'whether the words were said is not known',
};

const kept = (exit: Judged['exit'], why: string, said: string | undefined): Judged => ({
  outcome: 'not-sent',
  exit,
  note: `${why}, so the call was not ended`,
  said,
  hint: 'a hang-up without --say ends it at once',
});

const whyOf = (said: Exclude<Farewell, { outcome: 'confirmed' }>): string =>
  said.outcome === 'refused' ? said.said : said.reason;

const exitOfFarewell = (said: Farewell): Judged['exit'] =>
  'timeout' in said && said.timeout ? 'timeout' : exitOfOutcome(said.outcome);
