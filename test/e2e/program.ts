import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Simulator } from '../../src/sim/simulator.ts';

export const root = join(import.meta.dirname, '..', '..');

/** The launcher that `npm test` has built everything for. */
export const bin = join(root, 'bin', 'rt-sideband.js');

/** The Node that runs the program: `RT_NODE`, or the one that runs the tests. */
export const node = process.env['RT_NODE'] ?? process.execPath;

/** Leaves the standard input of a program open. */
export const open = Symbol('open');

/** How a program went. `code` is null when a signal ended it. */
export type Ran = {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
};

/** A program that runs. */
export type Program = {
  readonly child: ChildProcessWithoutNullStreams;
  stdout(): string;
  stderr(): string;
  /** Resolves once stdout or stderr hold what is looked for; rejects when the program ends without it. */
  shows(what: RegExp, where?: 'stdout' | 'stderr'): Promise<void>;
  kill(signal: NodeJS.Signals): void;
  readonly ended: Promise<Ran>;
};

export type Surroundings = {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** What is on its standard input; nothing unless given. */
  readonly input?: string | typeof open;
  /** Whether it may print the key: only who makes keys may. */
  readonly tellsKeys?: boolean;
};

const folders: string[] = [];
const running = new Set<ChildProcessWithoutNullStreams>();

/** A new folder, gone after the test. */
export const folder = (): string => {
  const path = mkdtempSync(join(tmpdir(), 'rt-e2e-'));
  folders.push(path);
  return path;
};

/** Ends every program of a test, and removes its folders. */
export const cleanUp = async (): Promise<void> => {
  for (const child of running) child.kill('SIGKILL');
  for (const path of folders.splice(0)) rmSync(path, { recursive: true, force: true });
};

/** An environment with nothing of ours in it: no key, no proxy, a home of its own. */
const cleanEnv = (env: Surroundings['env'] = {}): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  HOME: folder(),
  TZ: 'UTC',
  LANG: 'C.UTF-8',
  RT_NODE: node,
  ...env,
});

/** Starts any command. What it prints is checked for keys and stack traces at its end. */
export const spawned = (command: string, args: readonly string[], around: Surroundings = {}): Program => {
  const env = cleanEnv(around.env);
  const child = spawn(command, args, { env, cwd: around.cwd ?? env['HOME'], stdio: 'pipe' });
  running.add(child);
  let [stdout, stderr] = ['', ''];
  const lookers = new Set<() => void>();
  const look = (): void => {
    for (const one of lookers) one();
  };
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    stdout += piece;
    look();
  });
  child.stderr.setEncoding('utf8').on('data', (piece: string) => {
    stderr += piece;
    look();
  });
  child.stdin.on('error', () => undefined);
  if (around.input !== open) child.stdin.end(around.input ?? '');

  let over = false;
  const ended = new Promise<Ran>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      over = true;
      running.delete(child);
      look();
      resolve({ code, signal, stdout, stderr });
    });
  }).then((ran) => {
    const key = env['OPENAI_API_KEY'];
    if (key !== undefined && around.tellsKeys !== true) {
      expect(ran.stdout, 'the key is on stdout').not.toContain(key);
      expect(ran.stderr, 'the key is on stderr').not.toContain(key);
    }
    expect(ran.stderr, 'a stack trace').not.toMatch(/^\s+at .*(?:\(|:\d+:\d+)/m);
    return ran;
  });
  // Whoever starts a program and does not wait for it has it killed at the end.
  ended.catch(() => undefined);

  return {
    child,
    stdout: () => stdout,
    stderr: () => stderr,
    shows: (what, where = 'stderr') =>
      new Promise((resolve, reject) => {
        const one = (): void => {
          if (what.test(where === 'stdout' ? stdout : stderr)) resolve();
          else if (over) reject(new Error(`ended without ${what} on ${where}:\n${stdout}\n${stderr}`));
          else return;
          lookers.delete(one);
        };
        lookers.add(one);
        one();
      }),
    kill: (signal) => void child.kill(signal),
    ended,
  };
};

/** Starts the built program. */
export const start = (args: readonly string[], around: Surroundings = {}): Program =>
  spawned(node, [bin, ...args], around);

/** Runs the built program to its end. */
export const run = (args: readonly string[], around: Surroundings = {}): Promise<Ran> =>
  start(args, around).ended;

/** Runs a line of bash in which `$RT` is the program, and gives what it printed and its exit code. */
export const shell = (line: string, around: Surroundings = {}): Promise<Ran> =>
  spawned('bash', ['-c', line], { ...around, env: { ...around.env, RT: `${node} ${bin}` } }).ended;

/** The key and the address of a simulator. */
export const keys = (sim: Simulator): Record<string, string> => ({
  OPENAI_API_KEY: sim.apiKey,
  OPENAI_BASE_URL: sim.baseUrl,
});

/** What came to a call from its sidebands, by type. */
export const came = (sim: Simulator, callId = sim.calls[0]): readonly string[] =>
  sim
    .log(callId)
    .filter(({ kind, dir }) => kind === 'sideband' && dir === 'in')
    .map(({ text }) => (JSON.parse(text) as { type: string }).type);

/** What a call put out to its sidebands, to the letter. */
export const wentOut = (sim: Simulator, callId = sim.calls[0]): readonly string[] =>
  sim
    .log(callId)
    .filter(({ kind, dir }) => kind === 'sideband' && dir === 'out')
    .map(({ text }) => text);

/** One line of JSON output. */
export type RecordLine = {
  readonly kind: string;
  readonly seq?: number;
  readonly call_id?: string;
  readonly dir?: 'in' | 'out';
  readonly event?: { readonly type?: string };
  readonly change?: { readonly to: string };
  readonly reason?: string;
  readonly complete?: boolean;
  readonly cause?: string;
  readonly exit?: { readonly code: number; readonly name: string };
  readonly frames?: { readonly in: number; readonly out: number };
};

/** The records of NDJSON text; throws when a line is none. */
export const records = (text: string): readonly RecordLine[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as RecordLine);

/** Waits until something is so, for at most ten seconds. */
export const until = async (so: () => boolean | Promise<boolean>, what = 'it'): Promise<void> => {
  for (let n = 0; n < 500; n += 1) {
    if (await so()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`${what} did not become so`);
};
