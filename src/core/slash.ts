import { SidebandError } from './error.ts';
import { lineWords, type LineFlag, type LineWords } from './line-words.ts';
import type { ToolSeen } from './visit.ts';
import { closest } from './names.ts';
import type { Session } from './session.ts';

/** What completion may look at. */
export type Known = {
  readonly session: Session;
  /** The names of all events, of the server and of clients. */
  readonly eventTypes: readonly string[];
  /** The numbers of the newest events that begin with these digits, the newest first. */
  readonly numbers: (digits: string) => readonly number[];
  /** The function calls that other commands on this machine saw open, and this session was told nothing about. */
  readonly earlierTools: () => readonly ToolSeen[];
  /** The ids of calls that ring, as far as this machine was told. */
  readonly ringing: () => readonly string[];
  /** Every line command there is. */
  readonly commands: readonly LineForm[];
};

/** How a line command is written: everything its parsing, help and completion need. */
export type LineForm = {
  /** Without its slash. */
  readonly name: string;
  readonly flags: readonly LineFlag[];
  /** What follows the flags, as help shows it. */
  readonly words: string;
  /** What it does, in a few words: help has one row for it. */
  readonly help: string;
  /** More about it, and examples, one a line. */
  readonly details?: readonly string[];
  /** What the next of its words could be, after `before`; `word` is what was typed of it. */
  readonly candidates?: (known: Known, before: readonly string[], word: string) => readonly string[];
};

/**
 * The command of a line such as `/say --interrupt One moment.` and what follows its name. Throws a SidebandError of
 * kind `usage` that says what to write instead; a line without a slash is never sent.
 */
export const parseLine = <C extends LineForm>(
  line: string,
  table: readonly C[],
): { readonly command: C; readonly words: LineWords } => {
  const [, name, rest = ''] = /^\/(\S*)\s*(.*)$/s.exec(line.trim()) ?? [];
  if (name === undefined) {
    throw new SidebandError('usage', 'nothing was sent: a command begins with a slash', {
      hint: '/say TEXT has the agent speak it; /help lists the commands',
    });
  }
  const command = table.find((one) => one.name === name);
  if (command === undefined) {
    const near = closest(
      name,
      table.map((one) => one.name),
    );
    throw new SidebandError('usage', 'no such command', {
      said: `/${name}`,
      hint: near === undefined ? '/help lists the commands' : `did you mean /${near}?`,
    });
  }
  return { command, words: lineWords(rest, command.flags) };
};

/** A command as it is written: `/say [--as agent|user] [--interrupt] TEXT`. */
export const usageOf = ({ name, flags, words }: LineForm): string =>
  [
    `/${name}`,
    ...flags.map((flag) => `[${flag.name}${flag.value === undefined ? '' : ` ${flag.value}`}]`),
    words,
  ]
    .filter(Boolean)
    .join(' ');
