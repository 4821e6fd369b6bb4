import type { Clock, Safe } from '../core/ports.ts';

/** Where and whether a spinner may turn. */
export type ProgressOptions = {
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly quiet?: boolean | undefined;
  readonly clock: Clock;
};

/** What takes less needs no spinner, and does not wait for one to load. */
const patience = 300;

/**
 * Says on a terminal that something takes a while: after 300 ms, until `stop` is called. Anywhere else, and when quiet,
 * nothing is written at all. `stop` leaves no trace on the screen; it can be called again.
 */
export const progress = (text: Safe, { stderr, env, quiet, clock }: ProgressOptions): { stop(): void } => {
  // Some terminals say that they have no columns: a spinner would erase rows without end. What stands above a prompt
  // has no cursor to move; the prompt's own status line says that it is connecting.
  if (stderr.isTTY !== true || stderr.columns === 0 || !('cursorTo' in stderr)) return { stop() {} };
  if (quiet === true || env['TERM'] === 'dumb') return { stop() {} };
  const over = new AbortController();
  const turn = async (): Promise<void> => {
    await clock.sleep(patience, over.signal);
    if (over.signal.aborted) return;
    const { default: ora } = await import('ora');
    if (over.signal.aborted) return;
    // Hiding the cursor and eating the keyboard would both have to be undone when the process is killed.
    const spinner = ora({ text, stream: stderr, isEnabled: true, hideCursor: false, discardStdin: false });
    spinner.start();
    over.signal.addEventListener('abort', () => spinner.stop(), { once: true });
  };
  void turn();
  return { stop: () => over.abort() };
};
