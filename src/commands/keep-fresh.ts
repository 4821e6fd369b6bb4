import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { SidebandError, type ExitName } from '../core/error.ts';
import { number, text, type Raw } from '../core/raw.ts';
import { safe } from '../core/safe.ts';
import type { Context } from './context.ts';
import type { Voice } from './voice.ts';

/** Runs `line` with each secret on its standard input, and again before the secret ends. Until we are told to leave. */
export const keepFresh = async (
  create: () => Promise<Raw>,
  line: string,
  before: number,
  speak: Voice,
  context: Context,
): Promise<ExitName> => {
  while (!context.signal.aborted) {
    const secret = await create();
    const code = await fed(line, text(secret, 'value') ?? '', context);
    if (code !== 0) throw new SidebandError('handler', `the command of --exec ended with ${code}`);
    const expiresAt = number(secret, 'expires_at') ?? 0;
    const left = expiresAt * 1000 - context.clock.now().wall - before;
    const pause = Math.max(1000, left);
    speak.status(safe`a new client secret was handed over; the next one in ${Math.round(pause / 1000)} s`);
    await context.clock.sleep(pause, context.signal);
  }
  return 'ok';
};

/** Runs a command line in a shell with `input` on its standard input and without our keys; gives its exit code. */
const fed = async (line: string, input: string, context: Context): Promise<number> => {
  const { OPENAI_API_KEY: _key, ...env } = context.env;
  const child = spawn(line, {
    shell: true,
    cwd: context.cwd,
    env,
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
};
