import { groups, type Listed } from './command.ts';

/** What `rt-sideband --help` prints: two examples, the commands by family, where to read on. */
export const overview = (commands: readonly Listed[]): string => {
  const wide = Math.max(...commands.map(({ name }) => name.length));
  const families = groups.flatMap((group) => {
    const members = commands.filter((listed) => listed.group === group);
    if (members.length === 0) return [];
    const rows = members.map(({ name, summary }) => `  ${name.padEnd(wide)}  ${summary}`);
    return [`${group}\n${rows.join('\n')}\n`];
  });
  return `rt-sideband: the command line for live OpenAI Realtime calls

Usage: rt-sideband <command> [options]

  rt-sideband demo                  a simulated call, watched and steered: no key, no network
  rt-sideband attach rtc_…          watch a live call and act on it

${families.join('\n')}
rt-sideband <command> --help        options and examples of a command
rt-sideband help <topic>            exit-codes, environment, events, formats, expressions
`;
};
