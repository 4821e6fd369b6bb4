import type { Context, Output } from './context.ts';

/** The terminal for a prompt: there has to be a keyboard, and a screen that can do more than a teletype. */
export const terminalOf = ({ stdin, stdout, stderr, env }: Context): Output | undefined => {
  if (stdin.isTTY !== true || env['TERM'] === 'dumb') return undefined;
  if (stdout.isTTY === true) return stdout;
  return stderr.isTTY === true ? stderr : undefined;
};
