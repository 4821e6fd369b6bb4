import { statsText } from '../result-words.ts';
import { lineCommand, noWords } from './line-command.ts';

/** `/stats`: the call so far in numbers. */
export const statsLine = lineCommand({
  name: 'stats',
  flags: [],
  words: '',
  help: 'turns, tokens and errors so far',
  sends: false,
  read: noWords,
  act: (_asked, { session }) => ({ kind: 'text', text: statsText(session) }),
});
