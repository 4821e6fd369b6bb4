import type { Context } from './context.ts';
import type { OperatorPrompt } from './operator-prompt.ts';

/** The world of a command with a prompt: whatever goes to the prompt's terminal goes above it. */
export const abovePrompt = (given: Context, prompting: OperatorPrompt | undefined): Context =>
  prompting === undefined
    ? given
    : {
        ...given,
        stdout: given.stdout.isTTY === true ? prompting.output : given.stdout,
        stderr: given.stderr.isTTY === true ? prompting.output : given.stderr,
      };
