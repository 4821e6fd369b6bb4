import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SimulatorOptions } from '../../src/sim/simulator-options.ts';
import { startSimulator, type Simulator } from '../../src/sim/simulator.ts';
import { folder, node } from './program.ts';

const binary = join(import.meta.dirname, '../../bin/rt-sideband.js');

/** Why there can be no test in tmux; undefined when there can be. */
export const missing =
  spawnSync('tmux', ['-V']).status !== 0
    ? 'tmux is not installed'
    : existsSync(join(import.meta.dirname, '../../dist/program/run.cjs'))
      ? undefined
      : 'the program is not built';

/** How large a window of tmux is, and what stands in the environment of its shell. */
export type Window = {
  readonly columns: number;
  readonly rows: number;
  readonly env?: Readonly<Record<string, string>>;
};

let count = 0;
const closing: (() => Promise<void> | void)[] = [];

/** Something to do after the test; the last first. */
export const afterwards = (close: () => Promise<void> | void): void => void closing.push(close);

/** Ends what a test has opened. */
export const closeWindows = async (): Promise<void> => {
  for (const close of closing.splice(0).toReversed()) await close();
};

/** A terminal in tmux with a shell in it, of a server of its own. */
const terminal = ({ columns, rows, env = {} }: Window) => {
  count += 1;
  const path = folder();
  // A socket by its path: what other servers are called does not matter.
  const tmux = (...words: string[]): string =>
    execFileSync('tmux', ['-S', join(path, 'tmux'), ...words], { encoding: 'utf8' });
  execFileSync(
    'tmux',
    [
      '-S',
      join(path, 'tmux'),
      '-f',
      '/dev/null',
      'new-session',
      '-d',
      '-x',
      String(columns),
      '-y',
      String(rows),
      'sh',
    ],
    {
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: '/nonexistent',
        RT_SIDEBAND_REMEMBER: 'nothing',
        LANG: 'C.UTF-8',
        TERM: 'xterm-256color',
        PS1: '$ ',
        ...env,
      },
    },
  );
  closing.push(() => void spawnSync('tmux', ['-S', join(path, 'tmux'), 'kill-server']));
  const screen = (...words: string[]): string => tmux('capture-pane', '-p', ...words).trimEnd();
  return {
    screen,
    everything: () => screen('-S', '-'),
    keys: (...keys: string[]) => tmux('send-keys', ...keys),
    text: (text: string) => tmux('send-keys', '-l', text),
    paste: (text: string) => {
      execFileSync('tmux', ['-S', join(path, 'tmux'), 'load-buffer', '-'], { input: text });
      tmux('paste-buffer', '-p');
    },
    resize: (toColumns: number, toRows: number) =>
      tmux('resize-window', '-x', String(toColumns), '-y', String(toRows)),
    close: () => tmux('kill-server'),
    cursor: () => tmux('display-message', '-p', '#{cursor_x},#{cursor_y}').trim(),
    /** Whether the other screen of the terminal is shown. */
    alternate: () => tmux('display-message', '-p', '#{alternate_on}').trim() === '1',
    /** Everything that programs write from now on. */
    output: (): (() => string) => {
      const file = join(path, 'output');
      tmux('pipe-pane', '-o', `cat > ${file}`);
      return () => readFileSync(file, 'latin1');
    },
    sees: async (words: string | RegExp, ...how: string[]): Promise<string> => {
      let shown = '';
      for (let tries = 0; tries < 300; tries += 1) {
        shown = screen(...how);
        if (typeof words === 'string' ? shown.includes(words) : words.test(shown)) return shown;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      throw new Error(`not seen: ${String(words)} in\n${shown}`);
    },
  };
};

/** A window with the program attached to the call of a simulator of its own. */
export const attached = async (
  window: Window,
  options: SimulatorOptions = {},
  flags = '',
  before = '',
  sign = '● attached',
) => attachedTo(await simulated(options), window, flags, before, sign);

/** A simulator that ends with the test. */
export const simulated = async (options: SimulatorOptions = {}): Promise<Simulator> => {
  const sim = await startSimulator({ seed: 1, scenario: 'idle', ...options });
  closing.push(() => sim.close());
  return sim;
};

/** A window with the program attached to the call of this simulator; several may be. */
export const attachedTo = async (
  sim: Simulator,
  window: Window,
  flags = '',
  before = '',
  sign = '● attached',
) => {
  const call = sim.calls[0] ?? '';
  const made = terminal({
    ...window,
    env: { OPENAI_BASE_URL: sim.baseUrl, OPENAI_API_KEY: sim.apiKey, ...window.env },
  });
  made.text(`clear; ${before}${node} ${binary} attach ${call} ${flags}; echo "exit $?"`);
  made.keys('Enter');
  await made.sees(sign);
  return { ...made, sim, call };
};
