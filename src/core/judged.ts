import type { Asked } from './asked.ts';
import type { ExitName, SidebandError } from './error.ts';
import type { Outcome } from './settle.ts';

/** What came of a verb: one of the four words, in our words (`note`, `hint`) and in the server's (`said`, untrusted). */
export type Judged = {
  readonly outcome: Outcome['outcome'];
  readonly exit: ExitName;
  readonly note: string;
  readonly said?: string | undefined;
  readonly code?: string | undefined;
  readonly hint?: string | undefined;
};

/** Whether the effect of a request was seen on the call: looked at and not there, or nobody could look. */
export type Effect = 'seen' | 'missing' | 'unseen';

/** How each of them is said, after what the server answered: `the call has ended`. */
export type EffectWords = Readonly<Record<Effect, string>>;

/**
 * What came of a request, by its answer and by what was seen of the call. The effect decides where it was seen; an
 * answer alone, 200 or none, never makes a claim.
 */
export const judged = (asked: Asked, effect: Effect, words: EffectWords): Judged => {
  if (asked.asked === 'taken') {
    return effect === 'seen'
      ? { outcome: 'confirmed', exit: 'ok', note: words.seen }
      : {
          outcome: 'unknown',
          exit: 'unknown',
          note: `the server answered ${asked.status}, but ${words[effect]}`,
        };
  }
  const { error } = asked;
  const about = aboutOf(error);
  if (asked.asked === 'not-sent') return notSent(error);
  if (asked.asked === 'refused') {
    const exit = error.kind === 'auth' || error.kind === 'not-found' ? error.kind : 'refused';
    return { ...about, outcome: 'refused', exit, note: error.message };
  }
  if (effect === 'seen') {
    return { outcome: 'confirmed', exit: 'ok', note: `${words.seen} (though ${error.message})` };
  }
  const note = `${error.message}; ${words[effect]}`;
  return asked.asked === 'failed' && effect === 'missing'
    ? { ...about, outcome: 'refused', exit: 'refused', note }
    : { ...about, outcome: 'unknown', exit: 'unknown', note };
};

/** What a failure that came before the request means for it. */
export const notSent = (error: SidebandError, note = error.message): Judged => ({
  ...aboutOf(error),
  outcome: 'not-sent',
  exit: error.kind,
  note,
});

/** The server's words without its code, which stands apart. */
const aboutOf = ({ said, code, hint }: SidebandError): Pick<Judged, 'said' | 'code' | 'hint'> => ({
  said: code !== undefined && said?.startsWith(`${code}: `) === true ? said.slice(code.length + 2) : said,
  code,
  hint,
});

/** True when looking at the call can tell more than the answer did. */
export const worthLooking = (asked: Asked): boolean =>
  asked.asked !== 'refused' && asked.asked !== 'not-sent';
