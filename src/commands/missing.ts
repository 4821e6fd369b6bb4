import type { ExitName } from '../core/error.ts';
import { escapeText } from '../core/safe.ts';
import { grouped } from '../core/words.ts';
import type { Voice } from './voice.ts';

/** How far a recording is one. */
type Read = { readonly unreadable: number; readonly ended: boolean };

/** What is missing of a recorded call, in words; nothing of a whole one. */
export const missing = ({ unreadable, ended }: Read): readonly string[] => [
  ...(unreadable === 0
    ? []
    : [
        `${unreadable === 1 ? '1 line is no record and was' : `${grouped(unreadable)} lines are no records and were`} left out`,
      ]),
  ...(ended ? [] : ['the recording stops before the end of the call']),
];

/** Tells what is missing, and how a command ends that did what was asked with the rest. */
export const tellMissing = (read: Read, speak: Voice): Extract<ExitName, 'ok' | 'unknown'> => {
  const found = missing(read);
  for (const what of found) speak.always(escapeText(what));
  return found.length === 0 ? 'ok' : 'unknown';
};
