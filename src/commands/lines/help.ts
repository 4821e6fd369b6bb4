import { helpText } from '../result-words.ts';
import { lineCommand, noWords } from './line-command.ts';

/** `/help`: every line command. */
export const helpLine = lineCommand({
  name: 'help',
  flags: [],
  words: '',
  help: 'these lines',
  sends: false,
  read: noWords,
  act: (_asked, { commands }) => ({ kind: 'text', text: helpText(commands) }),
});
