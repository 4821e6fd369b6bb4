import type { Asked } from './asked.ts';
import { judged, worthLooking, type Judged } from './judged.ts';
import type { Sight } from './look.ts';

/** How long an accepted call may take until it can be attached unless told otherwise, in milliseconds. */
const attachWithin = 10_000;

/** Accepts a ringing call, once, and says what came of it: only that it can be attached within so many ms confirms it. */
export const pickUp = async ({
  send,
  look,
  within = attachWithin,
}: {
  readonly send: () => Promise<Asked>;
  readonly look: (within: number) => Promise<Sight>;
  readonly within?: number | undefined;
}): Promise<Judged> => {
  const asked = await send();
  const seen = worthLooking(asked) ? await look(within) : undefined;
  const effect = seen?.sight === 'there' ? 'seen' : seen?.sight === 'gone' ? 'missing' : 'unseen';
  const because = seen?.sight === 'unseen' ? ` (${seen.because})` : '';
  const result = judged(asked, effect, {
    seen: 'the call is up: it can be attached',
    missing: `the call cannot be attached after ${within / 1000} s`,
    unseen: `whether the call is up could not be looked at${because}`,
  });
  return asked.asked === 'taken' && effect === 'missing' ? { ...result, hint: dead } : result;
};

/** Turns a ringing call away, once; the server says 603 unless told otherwise. Its answer is all there is to see. */
export const turnAway = async (send: () => Promise<Asked>, status: number | undefined): Promise<Judged> => {
  const asked = await send();
  return judged(asked, asked.asked === 'taken' ? 'seen' : 'unseen', {
    seen: `the server turned the call away with ${status ?? 603}`,
    missing: '',
    unseen: 'a call that rings cannot be looked at',
  });
};

const dead =
  'most likely first: the caller hung up; the session is one the service cannot use (it answers 200 all the same, and the line dies)';
