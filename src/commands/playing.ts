import type { ExitName } from '../core/error.ts';
import { safe } from '../core/safe.ts';
import type { Context } from './context.ts';
import type { Desk } from './desk.ts';
import type { Expecting } from './expecting.ts';
import { aborted } from './leaving.ts';
import type { Workplace } from './operator-line.ts';
import { playbook } from './playbook.ts';
import { resultText } from './result-words.ts';
import type { Voice } from './voice.ts';

/** Who carries out the lines on standard input, and who tells of it. */
export type Playing = {
  readonly place: Workplace;
  /** Where things are sent from, once attached; what it still has to put back is put back at the end. */
  readonly at: () => Desk | undefined;
  readonly expects: Expecting;
  readonly speak: Voice;
  /** False when nothing is to be read: then the call is watched until it is over. */
  readonly fromStdin: boolean;
};

/** What an operator does while a call is watched: the lines on standard input, or nothing until `ended` is aborted. */
export const playing = async (
  { place, at, expects, speak, fromStdin }: Playing,
  ended: AbortSignal,
  { stdin, clock }: Context,
): Promise<ExitName | undefined> => {
  try {
    const exit = fromStdin
      ? await playbook(stdin, {
          carryOut: place.carryOut,
          answered: (answer, line) => {
            if (answer.kind === 'result') speak.status(safe`line ${line}: ${resultText(answer.result)}`);
            else if (answer.kind === 'text') speak.always(answer.text);
          },
          expecting: expects,
          clock,
          leaving: ended,
        })
      : undefined;
    if (exit === undefined) await aborted(ended);
    return exit;
  } finally {
    await at()?.leave();
  }
};
