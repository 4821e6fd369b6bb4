import { lineCommand, noWords } from './line-command.ts';

/** `/quit`: leaves the call alone. */
export const quitLine = lineCommand({
  name: 'quit',
  flags: [],
  words: '',
  help: 'detach; the call goes on',
  sends: false,
  read: noWords,
  act: () => ({ kind: 'quit' }),
});
