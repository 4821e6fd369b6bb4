import { lineCommand, noWords } from './line-command.ts';

/** `/stats`: the call so far in numbers. */
export const statsLine = lineCommand({
  name: 'stats',
  flags: [],
  words: '',
  help: 'latencies, turns, tokens, cost and errors so far',
  sends: false,
  read: noWords,
  act: (_asked, { numbers }) => ({ kind: 'text', text: numbers() }),
});
