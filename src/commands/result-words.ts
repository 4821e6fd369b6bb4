import type { Safe } from '../core/ports.ts';
import { escapeText, joinSafe, safe } from '../core/safe.ts';
import { usageOf, type LineForm } from '../core/slash.ts';
import type { Result } from './result.ts';

const words: Readonly<Record<Result['outcome'], string>> = {
  confirmed: 'confirmed',
  refused: 'refused',
  'not-sent': 'not sent',
  unknown: 'outcome unknown',
};

/** The command and its outcome in our words only: `/say refused`. */
export const outcomeWords = (result: Pick<Result, 'verb' | 'outcome' | 'sent'>): string =>
  `${result.verb} ${wordOf(result)}`;

const wordOf = ({ outcome, sent }: Pick<Result, 'outcome' | 'sent'>): string =>
  sent === true ? 'sent' : words[outcome];

/** What came of a command in one line, and below it what was asked for: `/say confirmed, said: "…"`. */
export const resultText = (result: Result): Safe =>
  safe`${escapeText(outcomeWords(result))}${detailOf(result)}${belowOf(result)}`;

const belowOf = ({ hint, text }: Result): Safe => {
  const hinted = hint === undefined ? safe`` : safe`\n  hint: ${escapeText(hint)}`;
  return text === undefined ? hinted : safe`${hinted}\n${text}`;
};

/** The same without the command, where it was given on a command line of its own: `confirmed: said: "…"`. */
export const outcomeText = (result: Result): Safe =>
  safe`${escapeText(wordOf(result))}${detailOf(result, safe`: `)}`;

const detailOf = (result: Result, before = safe`, `): Safe => {
  const code = result.code === undefined ? safe`` : safe` (${escapeText(result.code, { max: 80 })})`;
  const note = result.note === undefined ? safe`` : safe`${before}${escapeText(result.note)}`;
  const colon = result.note?.endsWith(':') === true ? safe` ` : safe`: `;
  const said = result.said === undefined ? safe`` : safe`${colon}${escapeText(result.said, { max: 400 })}`;
  return safe`${code}${note}${said}`;
};

/** The widest a command may be in the list of all; a longer one moves its own help to the right. */
const usageWidth = 18;

/** The keys of the prompt that are not found by trying. */
const keys = [
  safe`PageUp or Ctrl-S holds the stream, to look back; End lets it go on.`,
  safe`Tab completes, Ctrl-R searches your lines, Ctrl-C detaches. /help COMMAND: all`,
];

/** The commands of the prompt with what they do, one row each, and its keys: a screen of 80×24 holds it. */
export const helpText = (commands: readonly LineForm[]): Safe =>
  joinSafe(
    [
      ...commands.map((command) => {
        const usage = usageOf({ ...command, flags: [] });
        return safe`${escapeText(usage.padEnd(usageWidth))} ${escapeText(command.help)}`;
      }),
      ...keys,
    ],
    '\n',
  );

/** One command with its flags and all there is to say about it. */
export const commandHelp = (command: LineForm): Safe =>
  joinSafe(
    [usageOf(command), command.help, ...(command.details ?? [])].map((line, index) =>
      index === 0 ? escapeText(line) : safe`  ${escapeText(line)}`,
    ),
    '\n',
  );
