import type { Known, LineForm } from './slash.ts';

/** What a partial line could go on with: whole words that replace `word`, the part after the last space. */
export type Completion = { readonly candidates: readonly string[]; readonly word: string };

/** Completes a partial line: the command, its flags, and its words where it knows them. */
export const completeSlash = (
  line: string,
  table: readonly LineForm[],
  known: Omit<Known, 'commands'>,
): Completion => {
  const [, name, rest] = /^\/?(\S*)(\s.*)?$/s.exec(line) ?? [];
  if (rest === undefined) {
    const names = table.map((command) => `/${command.name} `);
    return { candidates: names.filter((one) => one.startsWith(`/${name ?? ''}`)), word: line };
  }
  const command = table.find((one) => one.name === name);
  const words = rest.split(/\s+/);
  const word = words.at(-1) ?? '';
  const before = words.slice(1, -1);
  const starting = (all: readonly string[]): Completion => ({
    candidates: all.filter((one) => one.startsWith(word)).map((one) => `${one} `),
    word,
  });
  if (command === undefined || !line.startsWith('/')) return { candidates: [], word };
  const flag = command.flags.find(({ name }) => name === before.at(-1));
  if (flag?.value !== undefined) return starting(flag.value.includes('|') ? flag.value.split('|') : []);
  if (word.startsWith('--')) {
    return starting(
      command.flags
        .filter(({ name, many }) => many === true || !before.includes(name))
        .map(({ name }) => name),
    );
  }
  const given = withoutFlags(before, command);
  return starting(command.candidates?.({ ...known, commands: table }, given, word) ?? []);
};

/** The words before, without flags and their values. */
const withoutFlags = (before: readonly string[], { flags }: LineForm): readonly string[] =>
  before.filter((word, index) => {
    const flag = flags.find(({ name }) => name === before[index - 1]);
    return !word.startsWith('--') && flag?.value === undefined;
  });
