import type { Tone } from '../core/definition.ts';
import { SidebandError } from '../core/error.ts';
import type { Safe } from '../core/ports.ts';
import { escapeText, joinSafe, safe } from '../core/safe.ts';
import { rows } from '../ui/rows.ts';
import type { Paint } from '../ui/theme.ts';
import type { Result } from './result.ts';
import type { Answer } from './lines/line-command.ts';
import { resultText } from './result-words.ts';

/** What an operator's prompt says above itself: each a text of whole rows. */
export type PromptVoice = {
  /** What was typed, or answered. */
  readonly echo: (line: string) => Safe;
  /** News of the connection, and of what was not asked for. */
  readonly note: (text: Safe) => Safe;
  readonly question: (text: Safe) => Safe;
  readonly result: (came: Result) => Safe;
  readonly text: (answer: Extract<Answer, { kind: 'text' }>) => Safe;
  /** What kept a line from being carried out. */
  readonly wrong: (error: unknown) => Safe;
};

/** A short name in a column of its own, before what is said of it. */
const named = /^(?=.{0,24} {2}\S)[^\s/›]\S*(?: \S+)*? {2,}(?=\S)/;

/** Words for a terminal of so many columns: sentences are broken between words. */
export const promptVoice = (paint: Paint, columns: () => number): PromptVoice => {
  const layout = rows(paint);
  const wrapped = (text: Safe, look?: Tone): Safe => {
    const line = (one: string): Safe => {
      const indent = named.exec(one)?.[0].length ?? one.length - one.trimStart().length;
      const rest = one.slice(indent) as Safe;
      return safe`${one.slice(0, indent) as Safe}${layout([{ look, text: rest }], indent, columns())}`;
    };
    return joinSafe(text.split('\n').map(line), '\n');
  };
  // What has colours was laid out by who painted it.
  const laid = (text: Safe): Safe => (text.includes('\u{1b}') ? text : wrapped(text));
  return {
    echo: (line) => wrapped(safe`› ${escapeText(line, { max: 2000 })}`, 'operator'),
    note: laid,
    question: (text) => wrapped(safe`${text} [y/N]`, 'warn'),
    result: (came) =>
      wrapped(
        resultText(came),
        came.outcome === 'confirmed' ? 'good' : came.outcome === 'unknown' ? 'warn' : 'bad',
      ),
    text: ({ text, verbatim }) => (verbatim === true ? text : laid(text)),
    wrong(error) {
      if (!(error instanceof SidebandError)) return paint('bad', safe`RTS-000 internal error`);
      const about = error.said === undefined ? safe`` : safe`: ${escapeText(error.said, { max: 200 })}`;
      const first = wrapped(safe`${escapeText(error.message)}${about}`, 'bad');
      if (error.hint === undefined) return first;
      const hint = layout([{ look: undefined, text: escapeText(error.hint) }], 8, columns());
      return safe`${first}\n  ${paint('dim', safe`hint:`)} ${hint}`;
    },
  };
};
