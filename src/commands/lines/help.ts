import { SidebandError } from '../../core/error.ts';
import { closest } from '../../core/names.ts';
import { commandHelp, helpText } from '../result-words.ts';
import { lineCommand } from './line-command.ts';

/** `/help`: every line command, or one of them with all it takes. */
export const helpLine = lineCommand({
  name: 'help',
  flags: [],
  words: '[COMMAND]',
  help: 'these lines, or everything about one command',
  sends: false,
  candidates: ({ commands }) => commands.map(({ name }) => name),
  read: ({ text }) => text.trim().replace(/^\//, ''),
  act: (name, { commands }) => {
    if (name === '') return { kind: 'text', text: helpText(commands) };
    const command = commands.find((one) => one.name === name);
    if (command !== undefined) return { kind: 'text', text: commandHelp(command) };
    const near = closest(
      name,
      commands.map((one) => one.name),
    );
    throw new SidebandError('usage', 'no such command', {
      said: name,
      hint: near === undefined ? '/help lists the commands' : `did you mean /help ${near}?`,
    });
  },
});
