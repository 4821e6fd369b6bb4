import { exitCodes, SidebandError } from './core/error.ts';
import { closest } from './core/names.ts';
import type { Safe } from './core/ports.ts';
import { keyPlaces, looksLikeKey } from './core/secret-shapes.ts';
import type { Context } from './commands/context.ts';
import { commands } from './commands/index.ts';
import { overview } from './commands/overview.ts';

/** Runs one command line and says what the process should exit with. Never throws; never prints a stack trace. */
export const main = async (argv: readonly string[], given: Omit<Context, 'commands'>): Promise<number> => {
  const context: Context = { ...given, commands };
  try {
    return exitCodes[await dispatch(argv, context)];
  } catch (error) {
    const { signal } = context;
    // What was asked to leave has left.
    if (signal.aborted && error === signal.reason) {
      const { reasonOf } = await import('./commands/leaving.ts');
      return exitCodes[reasonOf(signal)];
    }
    const { failure } = await import('./ui/status.ts');
    const known =
      error instanceof SidebandError
        ? error
        : new SidebandError('internal', 'RTS-000 internal error', {
            hint: 'this is a bug in rt-sideband; run with RT_SIDEBAND_DEBUG=1 to see where',
            reason: error instanceof Error ? error.name : typeof error,
          });
    // Who reads no more has been told nothing worse than that; and what breaks while we leave for a crash is that crash.
    const told = known.kind === 'internal' && context.signal.reason === 'internal';
    if (known.kind !== 'pipe' && !told) {
      const broken = known.kind === 'internal' ? undefined : await breaking(context);
      context.stderr.write(failure(known, { ...context, broken }));
    }
    if (known.kind === 'internal' && context.env['RT_SIDEBAND_DEBUG'] === '1')
      context.stderr.write(`${where(error)}\n`);
    return exitCodes[known.kind];
  }
};

/** Breaks sentences between words where stderr is a terminal; loaded there only. */
const breaking = async (context: Context) => {
  if (context.stderr.isTTY !== true) return undefined;
  const { noticeLook } = await import('./commands/notice-look.ts');
  const { lay } = await noticeLook({ quiet: undefined, color: undefined }, context);
  return (text: Safe, indent: number): Safe => lay([{ look: undefined, text }], indent);
};

const dispatch = async (argv: readonly string[], context: Context) => {
  const [name, ...rest] = argv;
  if (argv.some(looksLikeKey)) {
    throw new SidebandError(
      'usage',
      'an argument looks like a key: it would be readable by everybody on this machine',
      {
        hint: `${keyPlaces}; and rotate this one`,
      },
    );
  }
  if (name === undefined || name === '-h' || name === '--help') {
    const { fitted } = await import('./commands/help-lines.ts');
    context.stdout.write(fitted(overview(commands), context.stdout.columns));
    return 'ok';
  }
  if (name === '-V' || name === '--version') {
    context.stdout.write(`${context.tool.split('/')[1] ?? ''}\n`);
    return 'ok';
  }
  const listed = commands.find((entry) => entry.name === name);
  if (listed === undefined) {
    const near = closest(
      name,
      commands.map((entry) => entry.name),
    );
    throw new SidebandError('usage', 'no such command', {
      said: name,
      hint: near === undefined ? 'rt-sideband --help lists them' : `did you mean ${near}?`,
    });
  }
  const { parse } = await import('./commands/parse.ts');
  return parse(listed, await listed.load(), rest, context);
};

/** The places of an internal error without its message, which could quote a payload. */
const where = (error: unknown): string =>
  error instanceof Error
    ? (error.stack ?? '')
        .split('\n')
        .filter((line) => /^\s+at /.test(line))
        .join('\n')
    : '';
