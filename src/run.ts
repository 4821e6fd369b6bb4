import { fstatSync } from 'node:fs';
import { exitCodes } from './core/error.ts';
import { runIds, systemClock } from './io/system.ts';
import { stateFolder } from './io/state-folder.ts';
import { main } from './main.ts';
import { tool } from './version.ts';
import type { Context, Output } from './commands/context.ts';

/** How long output to a terminal that is not read may keep the process up, in milliseconds. */
const longestGoodbye = 2000;

const leaving = new AbortController();

/** The first signal asks to leave, with its exit name; the second one is obeyed at once. */
const onSignal = (signal: NodeJS.Signals, name: 'interrupt' | 'terminate' | 'hangup'): void => {
  process.once(signal, () => {
    leaving.abort(name);
    process.once(signal, () => raise(signal));
  });
};

/** Ends the process by the signal itself, so that its parent sees what happened. */
const raise = (signal: NodeJS.Signals): void => {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
};

/**
 * Whether we were started under nohup: then a hang-up stays ignored. Node resets the signals it finds ignored, so that
 * the shell's word for what it started is the only trace.
 */
const underNohup = (): boolean => /(?:^|\/)nohup$/.test(process.env['_'] ?? '');

/** Resolves when everything written to a stream is out of our hands; a terminal nobody reads is not waited for long. */
const drained = (stream: Output): Promise<void> =>
  new Promise((resolve) => {
    stream.once('error', () => resolve());
    stream.write('', () => resolve());
    if (stream.isTTY === true) setTimeout(resolve, longestGoodbye).unref();
  });

/** Where a crash is told. */
let stderr: Output = process.stderr;

const crashed = (): void => {
  if (process.exitCode === exitCodes.internal) return;
  process.exitCode = exitCodes.internal;
  leaving.abort('internal');
  // The error itself may quote a payload or a key; RT_SIDEBAND_DEBUG is main's to honour.
  stderr.write('rt-sideband: RTS-000 internal error\n');
  setTimeout(() => process.exit(exitCodes.internal), 500).unref();
};

const context = async (): Promise<Omit<Context, 'commands'>> => {
  const clock = systemClock();
  const stdout = process.stdout.isTTY
    ? (await import('./ui/terminal.ts')).terminalStream(process.stdout)
    : process.stdout;
  // Through one stream, so that an error stands behind what restores the terminal and not in the midst of it.
  if (process.stdout.isTTY && process.stderr.isTTY && fstatSync(1).rdev === fstatSync(2).rdev)
    stderr = stdout;
  return {
    env: process.env,
    cwd: process.cwd(),
    get stdin() {
      return process.stdin;
    },
    stdout,
    stderr,
    signal: leaving.signal,
    clock,
    ids: runIds(),
    random: Math.random,
    pid: process.pid,
    state: stateFolder(process.env, process.pid),
    tool,
    runtime: {
      node: process.versions.node,
      platform: process.platform,
      arch: process.arch,
      openssl: process.versions.openssl,
    },
    connect: (settings) => async (callId, signal) =>
      (await import('./io/connect.ts')).connector(settings)(callId, signal),
    rest: async (settings) => (await import('./io/rest.ts')).restClient(settings),
  };
};

onSignal('SIGINT', 'interrupt');
onSignal('SIGTERM', 'terminate');
if (underNohup()) process.on('SIGHUP', () => undefined);
else onSignal('SIGHUP', 'hangup');
process.on('uncaughtException', crashed);
process.on('unhandledRejection', crashed);
// A reader that leaves is the business of whoever writes; without a listener it would be a crash.
let unwritten: unknown;
process.stdout.on('error', (error) => (unwritten ??= error));
process.stderr.on('error', () => undefined);

/** The exit code when results may have got lost on the way out, which is told here: a full disk is no success. */
const outcome = async (code: number): Promise<number> => {
  if (unwritten === undefined || (code !== exitCodes.ok && code !== exitCodes.output)) return code;
  const { goneError } = await import('./ui/outlet.ts');
  const gone = goneError(unwritten);
  if (gone.kind !== 'output') return code;
  const { failure } = await import('./ui/status.ts');
  stderr.write(failure(gone, { env: process.env, stderr }));
  await drained(stderr);
  return exitCodes.output;
};

const run = async (): Promise<void> => {
  const given = await context();
  const told = await main(process.argv.slice(2), given);
  await Promise.all([drained(given.stdout), drained(process.stderr)]);
  const code = await outcome(told);
  if (code === exitCodes.hangup) raise('SIGHUP');
  process.exit(process.exitCode === exitCodes.internal ? exitCodes.internal : code);
};

void run();
