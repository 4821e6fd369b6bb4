import { PassThrough } from 'node:stream';
import type { Context } from '../src/commands/context.ts';
import { connector } from '../src/io/connect.ts';
import { restClient } from '../src/io/rest.ts';
import { runIds, systemClock } from '../src/io/system.ts';
import { stateFolder } from '../src/io/state-folder.ts';
import { main } from '../src/main.ts';

/** What a command line did: its output, and the code the process would end with. */
export type Ran = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** What a test can set of the world around a command. */
export type World = Partial<Pick<Context, 'env' | 'cwd' | 'clock' | 'signal' | 'ids'>> & {
  /** What is piped in; nothing (an ended stream) unless given. */
  readonly stdin?: string;
  /** Standard input and stderr are a terminal on which these lines are typed. */
  readonly typed?: string;
  /** Piped in as the test writes it, instead of `stdin`. */
  readonly input?: PassThrough;
  /** Standard output is a terminal of so many columns, and stderr where it is one. */
  readonly columns?: number;
  /** Told of everything on stderr as it comes. */
  readonly heard?: (text: string) => void;
};

const homeless = (env: World['env'] = {}): boolean =>
  env['HOME'] === undefined && env['XDG_STATE_HOME'] === undefined;

const text = (stream: PassThrough): (() => string) => {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString('utf8');
};

/** Runs a command line in this process, with streams of its own and the real connector. */
export const run = async (argv: readonly string[], world: World = {}): Promise<Ran> => {
  const stdin = Object.assign(world.input ?? new PassThrough(), { isTTY: world.typed !== undefined });
  if (world.input === undefined) stdin.end(world.typed ?? world.stdin ?? '');
  const stdout = Object.assign(
    new PassThrough(),
    world.columns === undefined ? {} : { isTTY: true, columns: world.columns },
  );
  const stderr = Object.assign(new PassThrough(), {
    isTTY: world.typed !== undefined,
    ...(world.columns === undefined ? {} : { columns: world.columns }),
  });
  const [out, err] = [text(stdout), text(stderr)];
  stderr.on('data', (chunk: Buffer) => world.heard?.(chunk.toString('utf8')));
  // Who gives no home wants nothing to be remembered.
  const env = { ...(homeless(world.env) ? { RT_SIDEBAND_REMEMBER: 'nothing' } : {}), ...world.env };
  const code = await main(argv, {
    env,
    cwd: world.cwd ?? '/',
    stdin,
    stdout,
    stderr,
    signal: world.signal ?? new AbortController().signal,
    clock: world.clock ?? systemClock(),
    ids: world.ids ?? runIds(),
    random: () => 0.5,
    pid: 4_194_304,
    state: stateFolder(env, 4_194_304),
    tool: 'rt-sideband/0.0.0-test',
    runtime: { node: '20.20.2', platform: 'linux', arch: 'x64', openssl: '3.0.0' },
    connect: (settings) => connector(settings),
    rest: (settings) => restClient(settings),
  });
  return { code, stdout: out(), stderr: err() };
};
