import { depart, isNotFound, unseen, type Departed, type Departing } from './depart.ts';
import { judged, type Judged } from './judged.ts';

/** How long a call may take to end after its hang-up was answered, in milliseconds: a 404 alone takes five seconds. */
const hangupWithin = 8000;

/** Ends a call, once, and says what came of it. A call that is over already is what was asked for. */
export const hangUp = async (departing: Omit<Departing, 'within'>): Promise<Judged> => {
  const departed = await depart({ ...departing, within: hangupWithin });
  return already(departed) ?? judged(departed.asked, departed.effect, { ...words, unseen: unseen(departed) });
};

const words = {
  seen: 'the call has ended',
  missing: `the call is still there after ${hangupWithin / 1000} s`,
};

/**
 * A 404 means that the call is over when there is evidence: the API says so by its code (realtime-api 3.5; another
 * server, or a wrong address, answers 404 without it), or we were on the call a moment ago. A call that can still be
 * attached is not over, whatever the code.
 */
const already = ({ asked, effect, was }: Departed): Judged | undefined => {
  if (!isNotFound(asked) || asked.asked === 'taken' || effect === 'missing') return undefined;
  const { code } = asked.error;
  if (code !== 'call_id_not_found' && !(was && effect === 'seen')) return undefined;
  const note = was
    ? 'the call had ended already'
    : 'there is nothing to end: the server knows no such call (any more)';
  const hint = was
    ? undefined
    : 'if somebody is still on it: is the id complete, and the key of the project that created the call?';
  return { outcome: 'confirmed', exit: 'ok', note, code, hint };
};
