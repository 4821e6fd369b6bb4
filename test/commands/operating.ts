import { PassThrough, Writable } from 'node:stream';
import type { Context, Input, Output } from '../../src/commands/context.ts';
import { connector } from '../../src/io/connect.ts';
import { restClient } from '../../src/io/rest.ts';
import { runIds, systemClock } from '../../src/io/system.ts';
import { stateFolder } from '../../src/io/state-folder.ts';
import { main } from '../../src/main.ts';
import type { SimulatorOptions } from '../../src/sim/simulator-options.ts';
import { startSimulator, type Simulator } from '../../src/sim/simulator.ts';
import { fakeTerminal } from '../ui/fake-terminal.ts';

const collector = (): { stream: Writable; text: () => string } => {
  let text = '';
  return {
    stream: new Writable({
      write: (chunk, _encoding, done) => {
        text += String(chunk);
        done();
      },
    }),
    text: () => text,
  };
};

type Streams = { readonly stdin: Input; readonly stdout: Output; readonly stderr: Output };

const contextFor = (
  streams: Streams,
  env: Record<string, string>,
  signal: AbortSignal,
): Omit<Context, 'commands'> => ({
  env,
  cwd: '/nonexistent',
  ...streams,
  signal,
  clock: systemClock(),
  ids: runIds(),
  random: Math.random,
  pid: process.pid,
  state: stateFolder(env, process.pid),
  tool: 'rt-sideband/test',
  runtime: { node: '20.20.2', platform: 'linux', arch: 'x64', openssl: '3.0.0' },
  connect: connector,
  rest: (settings) => Promise.resolve(restClient(settings)),
});

const envOf = (sim: Simulator): Record<string, string> => ({
  OPENAI_BASE_URL: sim.baseUrl,
  OPENAI_API_KEY: sim.apiKey,
  XDG_CONFIG_HOME: '/nonexistent',
  RT_SIDEBAND_REMEMBER: 'nothing',
});

/** What clients sent on a call, by type. */
export const sentTypes = (sim: Simulator, callId: string): readonly string[] =>
  sim
    .log(callId)
    .filter(({ dir, kind }) => dir === 'in' && kind === 'sideband')
    .map(({ text }) => String((JSON.parse(text) as { type?: unknown }).type));

/** A simulator with one call, ten times as fast as in life. */
export const simulated = async (
  options: SimulatorOptions = {},
): Promise<{ sim: Simulator; call: string }> => {
  const sim = await startSimulator({ seed: 1, speed: 10, scenario: 'idle', ...options });
  return { sim, call: sim.calls[0] ?? '' };
};

/** Runs a command line with everything piped; `stdin` is what it reads. */
export const piped = async (
  argv: readonly string[],
  sim: Simulator,
  stdin: string | Uint8Array | readonly (string | Uint8Array)[] = '',
  signal = new AbortController().signal,
): Promise<{ exit: number; stdout: string; stderr: string }> => {
  const input = new PassThrough();
  const [out, err] = [collector(), collector()];
  for (const piece of typeof stdin === 'string' || stdin instanceof Uint8Array ? [stdin] : stdin)
    input.write(piece);
  input.end();
  const streams = { stdin: input, stdout: out.stream, stderr: err.stream };
  const exit = await main(argv, contextFor(streams, envOf(sim), signal));
  return { exit, stdout: out.text(), stderr: err.text() };
};

/** Runs a command line on a terminal that an emulator keeps. */
export const onTerminal = (
  argv: readonly string[],
  sim: Simulator,
  env: Record<string, string> = {},
  columns = 80,
  rows = 24,
) => {
  const terminal = fakeTerminal(columns, rows);
  const leaving = new AbortController();
  const input: Input = Object.assign(terminal.input, { isTTY: true });
  const output: Output = Object.assign(terminal.output, { isTTY: true });
  const streams = { stdin: input, stdout: output, stderr: output };
  const exit = main(
    argv,
    contextFor(streams, { ...envOf(sim), TERM: 'xterm', NO_COLOR: '1', ...env }, leaving.signal),
  );
  const sees = async (words: string | RegExp): Promise<string> => {
    for (let tries = 0; tries < 400; tries += 1) {
      const shown = (await terminal.scrollback()).join('\n');
      if (typeof words === 'string' ? shown.includes(words) : words.test(shown)) return shown;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error(`not seen: ${String(words)} in\n${(await terminal.scrollback()).join('\n').trimEnd()}`);
  };
  return { ...terminal, exit, sees, interrupt: () => leaving.abort('terminate') };
};
