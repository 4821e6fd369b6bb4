import { withoutAgent } from '../core/other-kind.ts';
import type { Safe } from '../core/ports.ts';
import { escapeText, safe } from '../core/safe.ts';
import type { Values } from './command.ts';
import type { Context } from './context.ts';
import type { voiceOptions } from './options.ts';

/** The values of --quiet and --color. */
export type VoiceValues = Values<typeof voiceOptions>;

/** What is said beside the results, on stderr. */
export type Voice = {
  /** Silenced by --quiet. */
  status(text: Safe): void;
  /** Never silenced. */
  always(text: Safe): void;
  /** What became of a command, in the four words. */
  outcome(
    outcome: {
      readonly outcome: 'confirmed' | 'refused' | 'not-sent' | 'unknown';
      readonly said?: string;
      readonly reason?: string;
      readonly code?: string;
    },
    done: string,
  ): void;
};

/** The voice of a command, and of the state folder when it cannot be written; `instead` takes what would go to stderr. */
export const voice = (options: VoiceValues, context: Context, instead?: (text: Safe) => void): Voice => {
  const write =
    instead ??
    ((text: Safe): void => {
      context.stderr.write(`${text}\n`);
    });
  context.state.tell((problem) => {
    write(safe`warning: ${escapeText(problem)}; going on, but this is not kept on this machine`);
  });
  const status = (text: Safe): void => {
    if (options.quiet !== true) write(text);
  };
  return {
    status,
    always: write,
    outcome(outcome, done) {
      const detail = outcome.said ?? outcome.reason;
      const code = outcome.code === undefined ? safe`` : safe` (${escapeText(outcome.code, { max: 80 })})`;
      const because = detail === undefined ? safe`` : safe`: ${escapeText(detail, { max: 400 })}`;
      if (outcome.outcome === 'confirmed') status(safe`confirmed: ${escapeText(done)}`);
      else if (outcome.outcome === 'refused') {
        write(safe`refused${code}${because}`);
        const hint = withoutAgent(outcome.said);
        if (hint !== undefined) write(safe`  hint: ${escapeText(hint)}`);
      } else if (outcome.outcome === 'not-sent') write(safe`not sent${because}`);
      else write(safe`outcome unknown${because}`);
    },
  };
};
