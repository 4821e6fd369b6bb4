import { createInterface } from 'node:readline/promises';
import { SidebandError } from '../core/error.ts';
import type { Safe } from '../core/ports.ts';
import type { Context } from './context.ts';

/**
 * Asks before something that cannot be taken back. Off a terminal there is nobody to ask: then `--yes` is needed, and
 * without it nothing is sent (kind `usage`). An answer other than y or yes is a no, also kind `usage`.
 */
export const confirm = async (context: Context, question: Safe, yes: boolean | undefined): Promise<void> => {
  if (yes === true) return;
  if (context.stdin.isTTY !== true || context.stderr.isTTY !== true) {
    throw new SidebandError(
      'usage',
      'this changes a live call and there is no terminal to ask on; nothing was sent',
      {
        hint: 'add --yes to do it, or --dry-run to see what would be sent',
      },
    );
  }
  const reader = createInterface({ input: context.stdin, output: context.stderr });
  try {
    const answer = await reader.question(`${question} [y/N] `, { signal: context.signal });
    if (!/^y(es)?$/i.test(answer.trim())) throw new SidebandError('usage', 'not confirmed; nothing was sent');
  } finally {
    reader.close();
  }
};
