import { slashCommand, slashCommands } from './slash.ts';

/** What a partial line could go on with: whole words that replace `word`, the part after the last space. */
export type Completion = { readonly candidates: readonly string[]; readonly word: string };

/** Completes a partial line: the command, its flags, and event names after `/only`. Pure text in, pure text out. */
export const completeSlash = (line: string, eventTypes: readonly string[]): Completion => {
  const [, name, rest] = /^\/?(\S*)(\s.*)?$/s.exec(line) ?? [];
  if (rest === undefined) {
    const names = slashCommands.map((command) => `/${command.name} `);
    return { candidates: names.filter((one) => one.startsWith(`/${name ?? ''}`)), word: line };
  }
  const command = slashCommand(name ?? '');
  const words = rest.split(/\s+/);
  const word = words.at(-1) ?? '';
  const starting = (all: readonly string[]): Completion => ({
    candidates: all.filter((one) => one.startsWith(word)).map((one) => `${one} `),
    word,
  });
  if (command === undefined || !line.startsWith('/')) return { candidates: [], word };
  if (command.name === 'only') return starting(withFamilies(eventTypes));
  const before = command.flags.find((flag) => flag.name === words.at(-2));
  if (before?.value?.includes('|') === true) return starting(before.value.split('|'));
  if (!word.startsWith('--')) return { candidates: [], word };
  return starting(
    command.flags
      .filter((flag) => flag.many === true || !words.slice(0, -1).includes(flag.name))
      .map(({ name }) => name),
  );
};

/** The types and, for each first part that several share, a glob over it. */
const withFamilies = (types: readonly string[]): readonly string[] => {
  const families = new Set(
    types.filter((type) => type.includes('.')).map((type) => `${type.split('.')[0]}.*`),
  );
  return [...families, ...types].toSorted();
};
