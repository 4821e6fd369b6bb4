import { spawn } from 'node:child_process';
import type { CallId } from '../core/ids.ts';
import type { Context } from './context.ts';

/** How long a command may take to end after it was told to, in milliseconds. */
const goodbye = 2000;

/** How a command went: with an exit code, told to end by us, or not at all (`ended` by a signal, or never begun). */
export type CommandEnd = number | 'told' | 'ended';

/**
 * Runs a command line in a shell for one call: its id is in RT_SIDEBAND_CALL_ID, the JSON of its webhook on standard
 * input. The environment is ours without the webhook secret; a key is in it only where OPENAI_API_KEY was. Aborting
 * `signal` asks it to end. Never rejects.
 */
export const callCommand = (
  line: string,
  call: { readonly callId: CallId; readonly webhook: Uint8Array },
  { env: ours, cwd }: Context,
  how: { readonly signal: AbortSignal; readonly outputToStderr: boolean },
): Promise<CommandEnd> =>
  new Promise((resolve) => {
    if (how.signal.aborted) return resolve('told');
    const { OPENAI_WEBHOOK_SECRET: _secret, ...env } = ours;
    const child = spawn(line, {
      shell: true,
      cwd,
      env: { ...env, RT_SIDEBAND_CALL_ID: call.callId },
      stdio: ['pipe', how.outputToStderr ? 2 : 'inherit', 'inherit'],
    });
    let kill: NodeJS.Timeout | undefined;
    const tell = (): void => {
      child.kill('SIGTERM');
      kill = setTimeout(() => child.kill('SIGKILL'), goodbye);
    };
    how.signal.addEventListener('abort', tell, { once: true });
    const over = (end: CommandEnd): void => {
      clearTimeout(kill);
      how.signal.removeEventListener('abort', tell);
      resolve(how.signal.aborted ? 'told' : end);
    };
    child.on('error', () => over('ended'));
    child.on('exit', (code) => over(code ?? 'ended'));
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(call.webhook);
  });
