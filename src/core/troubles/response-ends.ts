import type { Safe } from '../ports.ts';
import type { ResponseFields } from '../responses.ts';
import { escapeText, safe } from '../safe.ts';
import { askAgain } from './advice.ts';
import type { Advice, Trouble } from './trouble.ts';
import type { Desk, Watcher } from './watcher.ts';

const tryAgain: readonly Advice[] = [askAgain(safe`have the agent try again`)];

/** What to do after a failure, by its code; after any other it may go well the next time. */
const afterFailure: ReadonlyMap<string | undefined, readonly Advice[]> = new Map([
  ['insufficient_quota', [{ words: safe`the account of the key has no credit left: see its billing page` }]],
  [
    'rate_limit_exceeded',
    [
      { words: safe`wait until the rate limit allows more (rate_limits.updated says when)` },
      askAgain(safe`then have the agent try again`),
    ],
  ],
]);

/** What a response was cut short by, in words, and what to do then. */
const cuts: ReadonlyMap<string | undefined, { readonly by: Safe; readonly advice: readonly Advice[] }> =
  new Map([
    [
      'max_output_tokens',
      {
        by: safe`: it came to the most tokens that a response may have (max_output_tokens)`,
        advice: [
          {
            words: safe`allow longer ones`,
            command: { verb: 'instruct', words: ['--set', 'max_output_tokens="inf"'] },
          },
          askAgain(safe`have the agent go on`),
        ],
      },
    ],
    [
      'content_filter',
      {
        by: safe` by the content filter`,
        advice: [
          {
            words: safe`have something else said`,
            command: {
              verb: 'say',
              words: ['--loosely', 'Apologise and offer to help with something else.'],
            },
          },
        ],
      },
    ],
  ]);

const inBrackets = (reason: string | undefined): Safe =>
  reason === undefined ? safe`` : safe` (${escapeText(reason, { max: 60 })})`;

type Judged = Pick<Trouble, 'code' | 'severity' | 'text' | 'short' | 'advice'>;

const judged = ({ status, reason, message }: ResponseFields, apart: boolean): Judged | undefined => {
  const which = apart ? safe`a response apart from the conversation` : safe`the response`;
  if (status === 'failed') {
    const why = message === undefined ? safe`` : safe`: ${escapeText(message, { max: 300 })}`;
    return {
      code: 'response-failed',
      severity: apart ? 'warn' : 'bad',
      text: safe`${which} failed${inBrackets(reason)}${why}`,
      short: safe`a response failed`,
      advice: apart ? [] : (afterFailure.get(reason) ?? tryAgain),
    };
  }
  if (status !== 'incomplete') return undefined;
  const cut = cuts.get(reason) ?? { by: inBrackets(reason), advice: tryAgain };
  return {
    code: 'response-cut-short',
    severity: 'warn',
    text: safe`${which} was cut short${cut.by}`,
    short: safe`a response was cut short`,
    advice: apart ? [] : cut.advice,
  };
};

/** Responses that failed or were cut short. One that was cancelled is nobody's trouble. */
export const responseEnds = ({ notes, scene }: Desk): Watcher => ({
  types: ['response.done'],
  see({ type, fields }, { at, seq }) {
    if (type !== 'response.done') return;
    const what = judged(fields, !fields.inConversation || scene.isApart(fields.id));
    if (what !== undefined) notes.noted({ ...what, seq, at, since: at });
  },
});
