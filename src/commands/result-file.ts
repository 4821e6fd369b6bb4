import { resolve } from 'node:path';
import { escapeText, safe } from '../core/safe.ts';
import { createWhole, writeWhole } from '../io/whole-file.ts';
import { toggle } from './command.ts';
import type { Context } from './context.ts';
import { voice, type VoiceValues } from './voice.ts';

/** The option of commands that write a result into a file. */
export const forceOption = { force: toggle('--force', 'write over a file that is there') };

/** Writes a result to standard output (`-`), or whole into a file: a new one unless it may be written over. */
export const writeResult = (
  text: string,
  output: string,
  options: VoiceValues & { readonly force?: boolean | undefined },
  context: Context,
): void => {
  if (output === '-') {
    context.stdout.write(text);
    return;
  }
  const write = options.force === true ? writeWhole : createWhole;
  write(resolve(context.cwd, output), text, context.pid);
  voice(options, context).status(safe`written to ${escapeText(output)}`);
};
