import { execFileSync, fork, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { buildSync } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appendPrivate, olderLog, readPrivate, replacePrivate } from '../../src/io/private-file.ts';
import { folder } from './recording-kit.ts';

const built = folder();
const writer = built.file('writer.mjs');

beforeAll(() => {
  const entry = new URL('private-file-writer.ts', import.meta.url).pathname;
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

const roomy = { most: 1 << 20, keep: 2 };

describe('a private file', () => {
  it('is replaced whole, is for its owner only, and leaves nothing beside it', () => {
    using at = folder();
    const path = at.file('a.json', 'before');
    at.file(`a.json.${process.pid}.tmp`, 'of a process that was killed');
    replacePrivate(path, '{"é":1}\n', process.pid);
    expect(readFileSync(path, 'utf8')).toBe('{"é":1}\n');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(at.path)).toEqual(['a.json']);
  });

  it('takes the place of a link, not of what the link points to', () => {
    using at = folder();
    const target = at.file('target', 'theirs');
    symlinkSync(target, at.file('a.json'));
    expect(() => readPrivate(at.file('a.json'), 100)).toThrow(expect.objectContaining({ code: 'ELOOP' }));
    replacePrivate(at.file('a.json'), 'ours', process.pid);
    expect(readFileSync(target, 'utf8')).toBe('theirs');
    expect(readPrivate(at.file('a.json'), 100)).toBe('ours');
  });

  it('is read from its end when it is long, and never when it is a pipe', () => {
    using at = folder();
    expect(readPrivate(at.file('a', 'x'.repeat(50) + 'end'), 3)).toBe('end');
    execFileSync('mkfifo', [at.file('pipe')]);
    expect(() => readPrivate(at.file('pipe'), 3)).toThrow(expect.objectContaining({ code: 'ENOTREG' }));
  });
});

describe('a private log', () => {
  it('grows by whole lines, and is for its owner only', () => {
    using at = folder();
    const path = at.file('log.ndjson');
    appendPrivate(path, '{"n":1}', process.pid, roomy);
    appendPrivate(path, '{"n":2}', process.pid, roomy);
    expect(readFileSync(path, 'utf8')).toBe('{"n":1}\n{"n":2}\n');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('parts a line that a crash tore from the next one', () => {
    using at = folder();
    const path = at.file('log.ndjson', '{"n":1}\n{"n":');
    appendPrivate(path, '{"n":3}', process.pid, roomy);
    expect(readFileSync(path, 'utf8')).toBe('{"n":1}\n{"n":\n{"n":3}\n');
  });

  it('is not written through a link or into a pipe', () => {
    using at = folder();
    const target = at.file('target', '');
    symlinkSync(target, at.file('link'));
    execFileSync('mkfifo', [at.file('pipe')]);
    expect(() => appendPrivate(at.file('link'), 'x', process.pid, roomy)).toThrow(/ELOOP/);
    expect(() => appendPrivate(at.file('pipe'), 'x', process.pid, roomy)).toThrow('not a plain file');
    expect(readFileSync(target, 'utf8')).toBe('');
  });

  it('makes room when it is full, and forgets the oldest', () => {
    using at = folder();
    const path = at.file('log.ndjson');
    for (let n = 1; n <= 8; n += 1) appendPrivate(path, `line ${n}`, process.pid, { most: 14, keep: 2 });
    const of = (file: string): string => readFileSync(file, 'utf8');
    expect([of(olderLog(path, 2)), of(olderLog(path, 1)), of(path)]).toEqual([
      'line 3\nline 4\n',
      'line 5\nline 6\n',
      'line 7\nline 8\n',
    ]);
    expect(readdirSync(at.path)).toHaveLength(3);
  });

  it('grows on while somebody else makes the room', () => {
    using at = folder();
    const path = at.file('log.ndjson', 'full\n');
    at.file('log.ndjson.lock', `${process.pid}\n`);
    appendPrivate(path, 'more', process.pid, { most: 2, keep: 1 });
    expect(readFileSync(path, 'utf8')).toBe('full\nmore\n');
  });

  it('says so when the disk takes only a part of a line, and the next line stands alone', () => {
    using at = folder();
    const path = at.file('log.ndjson', `${'x'.repeat(1000)}\n`);
    const write = (line: string): number | null =>
      spawnSync('bash', ['-c', `ulimit -f 1; exec "${process.execPath}" "${writer}" "${path}" "${line}"`])
        .status;
    expect(write('y'.repeat(100))).toBe(3);
    expect(statSync(path).size).toBe(1024);
    appendPrivate(path, 'after', process.pid, roomy);
    expect(readFileSync(path, 'utf8').split('\n').slice(-3)).toEqual(['y'.repeat(23), 'after', '']);
  });

  /** Another process that adds lines of a name. */
  const adding = (path: string, name: string, lines: number, most: number) => {
    const child = fork(writer, [path, name, String(lines), String(most)], { stdio: 'ignore' });
    return { child, ended: new Promise((resolve) => void child.once('exit', resolve)) };
  };
  const whole = /^[a-k]\d+ z{200}$/;

  it('keeps every line whole with several writers, one of them killed', async () => {
    using at = folder();
    const path = at.file('log.ndjson');
    const doomed = adding(path, 'k', 1_000_000, 1 << 30);
    const others = [adding(path, 'a', 300, 1 << 30), adding(path, 'b', 300, 1 << 30)];
    expect(await Promise.all(others.map(({ ended }) => ended))).toEqual([0, 0]);
    doomed.child.kill('SIGKILL');
    await doomed.ended;
    const lines = readFileSync(path, 'utf8').split('\n');
    const last = lines.pop();
    // The newline that parts what looked torn leaves an empty line where it was not; readers pass over it.
    expect(lines.filter((line) => line !== '' && !whole.test(line))).toEqual([]);
    expect(last === '' || last?.startsWith('k')).toBe(true);
    for (const name of ['a', 'b']) {
      expect(lines.filter((line) => line.startsWith(name))).toHaveLength(300);
    }
  }, 60_000);

  it('loses no line when several writers make room', async () => {
    using at = folder();
    const path = at.file('log.ndjson');
    const all = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => adding(path, name, 300, 10_000).ended);
    expect(await Promise.all(all)).toEqual(all.map(() => 0));
    const files = readdirSync(at.path);
    expect(files.length).toBeGreaterThan(5);
    const lines = files
      .flatMap((file) => readFileSync(at.file(file), 'utf8').split('\n'))
      .filter((line) => line !== '');
    expect(lines.filter((line) => whole.test(line))).toHaveLength(1800);
    expect(lines).toHaveLength(1800);
  }, 60_000);
});
