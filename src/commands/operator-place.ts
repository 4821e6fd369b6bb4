import type { ExitName } from '../core/error.ts';
import type { Troubles } from '../core/troubles.ts';
import { theme, wantsColour, type Paint } from '../ui/theme.ts';
import { knownCall, ringingCalls } from './calls-here.ts';
import type { Context } from './context.ts';
import { earlierTools } from './earlier-tools.ts';
import { lineHistory } from './line-history.ts';
import type { Meter } from './meter.ts';
import { workplace, type Workplace } from './operator-line.ts';
import { operatorPrompt, type OperatorPrompt } from './operator-prompt.ts';
import { lastedOf, targetWords, type Target } from './target.ts';
import { terminalOf } from './terminal-of.ts';

/** Where somebody operates a call from, and what that is made of. */
export type Operating = {
  readonly target: Target;
  readonly baseUrl: string;
  readonly readOnly: boolean;
  /** The value of --color. */
  readonly color: string | undefined;
  readonly seen: Troubles;
  readonly numbers: Meter;
  readonly leave: (exit: ExitName) => void;
};

/** The place of an operator: the lines they give, on a terminal a prompt to type them in, and how it is painted. */
export type OperatorPlace = {
  readonly place: Workplace;
  /** Undefined off a terminal. */
  readonly prompting: OperatorPrompt | undefined;
  readonly paint: Paint;
};

/** Makes the place of an operator. Nothing can be sent from it before somebody sits down there. */
export const operatorPlace = (
  { target, baseUrl, readOnly, color, seen, numbers, leave }: Operating,
  given: Context,
): OperatorPlace => {
  const screen = terminalOf(given);
  const paint = theme(wantsColour({ isTTY: screen !== undefined, env: given.env, flag: color }));
  const place = workplace({
    readOnly,
    sure:
      screen === undefined ? undefined : ({ question }) => prompting?.ask(question) ?? Promise.resolve(false),
    target: (session, other) =>
      targetWords(
        other === undefined
          ? { ...target, lasted: lastedOf(session, given.clock.now()) }
          : { callId: other, caller: knownCall(other, given)?.caller },
      ),
    earlierTools: earlierTools(target.callId, given),
    clock: given.clock,
    ringing: () => ringingCalls(baseUrl, given),
    troubles: () => seen.open(),
    numbers: () => numbers.table(paint, screen?.columns),
  });
  const prompting =
    screen === undefined
      ? undefined
      : operatorPrompt(
          {
            screen,
            color,
            readOnly,
            narrowed: place.narrowed.words,
            history: lineHistory(given.state),
            complete: place.complete,
            carryOut: place.carryOut,
            leave,
            troubles: () => seen.open(),
            cost: numbers.cost,
          },
          given,
        );
  return { place, prompting, paint };
};
