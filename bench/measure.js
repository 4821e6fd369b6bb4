// Runs a program and measures it from the outside: CPU and wall time as bash's `time` gets them from the kernel when the
// child is reaped (wait4, milliseconds; start-up, garbage collection and compiler threads included), peak RSS as VmHWM.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { Readable } from 'node:stream';

// What is measured has one core, everything around it (server, readers of pipes) another, where the machine allows it.
const pinning = cpus().length > 1 && spawnSync('taskset', ['-V']).status === 0;
const cores = { rest: '0', measured: '1', any: `0-${cpus().length - 1}` };

const pinned = (core, command, args) =>
  pinning ? ['taskset', ['-c', cores[core], command, ...args]] : [command, args];

/** Moves this process, and what it starts from now on, to a core: `rest` or `measured`; or to `any`. */
export const moveTo = (core) => {
  if (pinning) execFileSync('taskset', ['-cp', cores[core], String(process.pid)], { stdio: 'ignore' });
};

/** How this machine was used, in a phrase. */
export const placement = pinning
  ? 'measured programs pinned to one core, everything else to another'
  : 'not pinned';

/** Starts a program on the core of the rest. */
export const beside = (command, args, options) => spawn(...pinned('rest', command, args), options);

const timed = 'TIMEFORMAT="%3U %3S %3R"; time "$@" 2>&3 3>&-';

const ended = (child) =>
  new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code));
  });

const collect = (stream) => {
  const chunks = [];
  stream.on('data', (chunk) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString();
};

/** The last 4 KiB of a stream that is read as fast as it comes. */
const drain = (stream) => {
  let tail = Buffer.alloc(0);
  stream.on('data', (chunk) => {
    tail = chunk.length >= 4096 ? chunk.subarray(-4096) : Buffer.concat([tail, chunk]).subarray(-4096);
  });
  return { tail: () => tail.toString() };
};

/**
 * CPU and wall seconds of a program whose output is drained, or with `mute` written to /dev/null; fails when it does
 * not end with 0.
 */
export const time = async ([command, ...args], { env, cwd, input, mute = false }) => {
  const stdin = input === undefined ? 'ignore' : openSync(input, 'r');
  const stdio = [stdin, mute ? 'ignore' : 'pipe', 'pipe', 'pipe'];
  const shell = ['--norc', '-c', timed, 'bench', command, ...args];
  const child = spawn(...pinned('measured', 'bash', shell), { env, cwd, stdio });
  if (typeof stdin === 'number') closeSync(stdin);
  const out = drain(child.stdout ?? Readable.from([]));
  const report = collect(child.stderr);
  const said = collect(child.stdio[3]);
  const exit = await ended(child);
  if (exit !== 0) throw new Error(`${args.slice(0, 3).join(' ')} exited with ${exit}: ${said().slice(-500)}`);
  const [user, system, wall] = report().trim().split(/\s+/).slice(-3).map(Number);
  return { cpu: user + system, wall, tail: out.tail() };
};

/** Milliseconds from starting a program to its end, or to the moment its output holds `until`; start-up's stopwatch. */
export const stopwatch = async ([command, ...args], { env, cwd, until }) => {
  const began = performance.now();
  const since = () => performance.now() - began;
  const child = spawn(command, args, { env, cwd, stdio: ['ignore', 'pipe', 'ignore'] });
  let reached;
  let seen = '';
  child.stdout.on('data', (chunk) => {
    if (reached !== undefined || until === undefined) return;
    seen += chunk.toString('latin1');
    if (seen.includes(until)) reached = since();
  });
  child.on('exit', () => {
    if (until === undefined) reached ??= since();
  });
  await ended(child);
  if (reached === undefined)
    throw new Error(`${args.slice(0, 3).join(' ')} never printed what was waited for`);
  return reached;
};

const peakRss = (pid) => {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
};

/**
 * Reads a program's output at `rate` bytes a second (as fast as it comes without one): how many lines hold `mark`, and
 * the program's peak RSS in MiB, 0 where the kernel does not tell.
 */
export const read = async ([command, ...args], { env, cwd, rate, mark }) => {
  // stdin stays open: wscat takes its end for a wish to leave.
  const child = spawn(...pinned('measured', command, args), { env, cwd, stdio: ['pipe', 'pipe', 'ignore'] });
  let rss = 0;
  const watch = setInterval(() => {
    rss = Math.max(rss, peakRss(child.pid));
  }, 20);
  let lines = 0;
  let rest = '';
  const began = performance.now();
  let bytes = 0;
  child.stdout.on('data', (chunk) => {
    bytes += chunk.length;
    const parts = (rest + chunk.toString('latin1')).split('\n');
    rest = parts.pop() ?? '';
    for (const line of parts) if (line.includes(mark)) lines += 1;
    const early = rate === undefined ? 0 : (bytes / rate) * 1000 - (performance.now() - began);
    if (early < 1) return;
    child.stdout.pause();
    setTimeout(() => child.stdout.resume(), early);
  });
  const code = await ended(child);
  clearInterval(watch);
  return { lines, rss, code };
};
