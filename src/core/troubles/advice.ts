import type { Safe } from '../ports.ts';
import { escapeText, safe } from '../safe.ts';
import type { Advice } from './trouble.ts';

/** True for what the server gives as an id: it can stand in a command line as it is. Anything else is not offered. */
export const isPlain = (id: string): boolean => /^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/.test(id);

/** What has the agent begin a response. */
export const askAgain = (words: Safe): Advice => ({
  words,
  command: { verb: 'send', words: ['{"type":"response.create"}'] },
});

/** What stops the agent. */
export const interruptIt: Advice = { words: safe`stop it`, command: { verb: 'interrupt', words: [] } };

const shellWord = (word: string): string =>
  /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;

/** The command of an advice as it is typed in a shell, for this call; undefined when no command does it. */
export const shellCommand = ({ command }: Advice, callId: string): Safe | undefined =>
  command === undefined
    ? undefined
    : escapeText(['rt-sideband', command.verb, callId, ...command.words.map(shellWord)].join(' '));

/** The command of an advice as it is typed at the prompt of `attach`; undefined when no command does it. */
export const lineCommand = ({ command }: Advice): Safe | undefined =>
  command === undefined ? undefined : escapeText(`/${[command.verb, ...command.words].join(' ')}`);
