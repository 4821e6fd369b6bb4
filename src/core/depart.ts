import type { Asked } from './asked.ts';
import { worthLooking, type Effect } from './judged.ts';
import type { Sight } from './look.ts';
import type { Operator } from './operator.ts';
import type { Clock } from './ports.ts';
import type { LinkChange } from './signal.ts';

/** What a request that ends a call here needs. */
export type Departing = {
  /** Sends it, once. */
  readonly send: () => Promise<Asked>;
  /** Whoever is attached to the call, if anybody could be. */
  readonly operator: Operator | undefined;
  /** Looks at the call, until it is gone or the time is up. */
  readonly look: (within: number) => Promise<Sight>;
  /** How long the call may take to leave, in milliseconds. */
  readonly within: number;
  readonly clock: Clock;
};

/** What came of it: the answer, whether the call was seen to leave, and whether it had been there before. */
export type Departed = {
  readonly asked: Asked;
  readonly effect: Effect;
  readonly was: boolean;
  /** Why nobody could look. */
  readonly because?: string;
};

/** That nobody could look, in words. */
export const unseen = ({ because }: Departed): string =>
  because === undefined ? 'the call could not be looked at' : `the call could not be looked at (${because})`;

/** The longest anybody waits for the answer to a request and the end of a call, in milliseconds. */
const longest = 600_000;

/**
 * Sends a request that ends a call here, and watches the call leave: the sideband that is attached ends, or, where it
 * stays or was never there, a fresh look finds no call. That a request was answered is no proof of anything.
 */
export const depart = async ({ send, operator, look, within, clock }: Departing): Promise<Departed> => {
  const enough = new AbortController();
  // From before the request: the socket can close before its answer is here.
  const closed = operator?.awaits(
    ({ event }) => (event.kind === 'link' && event.change.to === 'closed' ? event.change : undefined),
    longest,
    enough,
  );
  const was = operator !== undefined && operator.session().link === 'open';
  const asked = await send();
  if (!worthLooking(asked) && !isNotFound(asked)) {
    enough.abort();
    return { asked, effect: 'unseen', was };
  }
  const late = clock.sleep(closed === undefined ? 0 : within, enough.signal).then(() => undefined);
  const end = closed === undefined ? undefined : await Promise.race([closed, late]);
  enough.abort();
  if (end !== undefined && !('vain' in end) && isEnd(end)) {
    // A first socket that was only opened to say that there is no such call was never on one.
    return { asked, effect: 'seen', was: was && end.reason === 'ended' };
  }
  const seen = await look(closed === undefined ? within : 0);
  if (seen.sight === 'unseen') return { asked, effect: 'unseen', was, because: seen.because };
  return { asked, effect: seen.sight === 'gone' ? 'seen' : 'missing', was };
};

/** True when the server said that it knows no such call. */
export const isNotFound = (asked: Asked): boolean =>
  asked.asked === 'refused' && asked.error.kind === 'not-found';

const isEnd = (change: Extract<LinkChange, { to: 'closed' }>): boolean =>
  change.reason === 'ended' || change.cause === 'not-found';
