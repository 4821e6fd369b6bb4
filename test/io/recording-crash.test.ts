import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { buildSync } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyRecording } from '../../src/io/verify.ts';
import { folder } from './recording-kit.ts';

const built = folder();
const writer = built.file('writer.mjs');

beforeAll(() => {
  const entry = new URL('recording-writer.ts', import.meta.url).pathname;
  buildSync({
    entryPoints: [entry],
    outfile: writer,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
});
afterAll(() => built[Symbol.dispose]());

const progress = (output: string): number =>
  Number(output.trimEnd().split('\n').slice(0, -1).at(-1) ?? output.trim());

/** Records in another process, kills it `ms` milliseconds after it began and gives back how far it said it was. */
const killed = async (path: string, ms: number): Promise<number> => {
  const child = spawn(process.execPath, [writer, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8');
  child.stdout.on('data', (text: string) => {
    if (output === '') setTimeout(() => child.kill('SIGKILL'), ms);
    output += text;
  });
  await once(child, 'close');
  // The last line may be a half one.
  return progress(`${output}x`);
};

describe('a recorder that is killed', () => {
  it('loses no record it had written, 50 times', { timeout: 180_000 }, async () => {
    let torn = 0;
    let written = 0;
    for (let round = 0; round < 50; round += 2) {
      await Promise.all(
        [round, round + 1].map(async (turn) => {
          using at = folder();
          const path = at.file('call.ndjson');
          const said = await killed(path, (turn * 7919) % 40);
          const found = await verifyRecording(path);
          expect(found).toMatchObject({ seqOk: true, unreadable: 0, complete: false, exit: 'unknown' });
          expect(found.torn.length).toBeLessThanOrEqual(1);
          expect(found.frames.in).toBeGreaterThanOrEqual(said);
          // Every line but a sealed one is a whole record: nothing was glued.
          const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
          const bad = lines.filter((line) => !line.startsWith('{"v":1,') || !line.endsWith('}'));
          expect(bad.length).toBeLessThanOrEqual(found.torn.length);
          expect(existsSync(`${path}.lock`)).toBe(true);
          torn += found.torn.length;
          written += found.frames.in;
        }),
      );
    }
    expect(written).toBeGreaterThan(50);
    expect(torn).toBeLessThanOrEqual(50);
  });
});

const shell = (script: string) => spawnSync('bash', ['-c', script], { encoding: 'utf8', timeout: 60_000 });
const quoted = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(' ');

describe('a recorder whose disk is full', () => {
  const check = async (path: string, output: string, reason: string): Promise<void> => {
    const last = output.trimEnd().split('\n').at(-1) ?? '';
    expect(last).toContain(`output ${reason}: recording to ${path} stopped`);
    const [, named] = /event (\d+) is the last one in the file/.exec(last) ?? [];
    const found = await verifyRecording(path);
    expect(found).toMatchObject({ seqOk: true, unreadable: 0, torn: [], complete: false });
    expect(found.frames.in).toBe(Number(named));
    expect(found.frames.in).toBeGreaterThan(0);
  };

  it('stops at a limit of the file size with whole records', async () => {
    using at = folder();
    const path = at.file('call.ndjson');
    const { stdout } = shell(`ulimit -f 64; exec ${quoted([process.execPath, writer, path])}`);
    await check(path, stdout, 'efbig');
  });

  const namespaces = spawnSync('unshare', ['-rm', 'true']).status === 0;
  it.skipIf(!namespaces)('stops on a full file system with whole records (needs unshare -rm)', async () => {
    using at = folder();
    const mounted = at.file('mounted');
    const script = [
      `mkdir ${mounted}`,
      `mount -t tmpfs -o size=64k tmpfs ${mounted}`,
      quoted([process.execPath, writer, `${mounted}/call.ndjson`]),
      `cp ${mounted}/call.ndjson ${at.path}/kept.ndjson`,
      `ls ${mounted}`,
    ].join(' && ');
    const { stdout } = spawnSync('unshare', ['-rm', 'bash', '-c', script], {
      encoding: 'utf8',
      timeout: 60_000,
    });
    const [said, files] = stdout.split('\ncall.ndjson\n');
    expect(files).toBe('');
    await check(
      at.file('kept.ndjson'),
      (said ?? '').replaceAll(`${mounted}/call.ndjson`, at.file('kept.ndjson')),
      'enospc',
    );
  });
});

describe('two recorders of one file', () => {
  it('are one too many: the second refuses and the first is whole', async () => {
    using at = folder();
    const path = at.file('call.ndjson');
    const first = spawn(process.execPath, [writer, path], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(first.stdout, 'data');
    const second = spawnSync(process.execPath, [writer, path, '1'], { encoding: 'utf8' });
    expect(second.stdout).toContain(`output locked: ${path} is being recorded to by process ${first.pid}`);
    first.stdout.resume();
    first.kill('SIGKILL');
    await once(first, 'close');
    expect(await verifyRecording(path)).toMatchObject({ seqOk: true, unreadable: 0 });
    // The lock of the dead one does not stand in the way of a recording of another name, nor of its own.
    expect(spawnSync(process.execPath, [writer, path, '1'], { encoding: 'utf8' }).stdout).toContain('usage ');
    expect(readdirSync(at.path).toSorted()).toEqual(['call.ndjson', 'call.ndjson.lock']);
  });
});
