import type { Safe } from '../core/ports.ts';
import { escapeText, joinSafe, safe } from '../core/safe.ts';
import type { Session } from '../core/session.ts';
import { usageOf, type LineForm } from '../core/slash.ts';
import { grouped } from '../core/words.ts';
import type { Result } from './desk.ts';

const words: Readonly<Record<Result['outcome'], string>> = {
  confirmed: 'confirmed',
  refused: 'refused',
  'not-sent': 'not sent',
  unknown: 'outcome unknown',
};

/** The command and its outcome in our words only: `/say refused`. */
export const outcomeWords = ({ verb, outcome }: Pick<Result, 'verb' | 'outcome'>): string =>
  `${verb} ${words[outcome]}`;

/** What came of a command in one line: `/say confirmed, said: "…"`. */
export const resultText = (result: Result): Safe => {
  const code = result.code === undefined ? safe`` : safe` (${escapeText(result.code, { max: 80 })})`;
  const note = result.note === undefined ? safe`` : safe`, ${escapeText(result.note)}`;
  const colon = result.note?.endsWith(':') === true ? safe` ` : safe`: `;
  const said = result.said === undefined ? safe`` : safe`${colon}${escapeText(result.said, { max: 400 })}`;
  return safe`${escapeText(outcomeWords(result))}${code}${note}${said}`;
};

const usageWidth = 16;

/** The commands of the prompt with what they do, in two columns; in two rows where the first is long. */
export const helpText = (commands: readonly LineForm[]): Safe =>
  joinSafe(
    commands.map((command) => {
      const usage = usageOf(command);
      const shown =
        usage.length < usageWidth ? usage.padEnd(usageWidth) : `${usage}\n${' '.repeat(usageWidth)}`;
      return safe`${shown as Safe}${escapeText(command.help)}`;
    }),
    '\n',
  );

const count = (many: number, one: string, more = `${one}s`): string =>
  `${grouped(many)} ${many === 1 ? one : more}`;

/** Turns, tokens and errors so far. */
export const statsText = (session: Session): Safe => {
  const turns = (role: string): number =>
    [...session.items.values()].filter((item) => item.type === 'message' && item.role === role).length;
  const responses = [...session.responses.values()];
  const unfinished = responses.filter(
    ({ status }) => status !== 'completed' && status !== 'in_progress',
  ).length;
  const tools = [...session.toolCalls.values()];
  const open = tools.filter(({ state }) => state === 'called').length;
  const { usage, counts } = session;
  const cached = usage.cached.text + usage.cached.audio + usage.cached.image;
  const rows: readonly (readonly [name: string, value: string])[] = [
    ['turns', `${count(turns('user'), 'of the caller', 'of the caller')}, ${turns('agent')} of the agent`],
    ['responses', `${grouped(responses.length)}${unfinished === 0 ? '' : `, ${unfinished} not completed`}`],
    ['tool calls', `${grouped(tools.length)}${open === 0 ? '' : `, ${open} without an answer`}`],
    [
      'tokens',
      `${grouped(usage.inputTokens)} in (${grouped(cached)} cached), ${grouped(usage.outputTokens)} out, in ${count(usage.responses, 'response')}`,
    ],
    [
      'errors',
      `${grouped(session.errors.length)}${counts.malformed === 0 ? '' : `, ${count(counts.malformed, 'unreadable frame')}`}`,
    ],
    ['frames', `${grouped(counts.received)} received, ${grouped(counts.sent)} sent`],
    ...(session.gaps.length === 0
      ? []
      : [['gaps', `${grouped(session.gaps.length)}; what happened in them is not known`] as const]),
  ];
  return joinSafe(
    rows.map(([name, value]) => escapeText(`${name.padEnd(12)}${value}`)),
    '\n',
  );
};
