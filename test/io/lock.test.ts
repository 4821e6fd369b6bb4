import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { disk } from '../../src/io/disk.ts';
import { lock, lockHolder } from '../../src/io/lock.ts';
import { folder } from './recording-kit.ts';

const dead = spawnSync(process.execPath, ['-e', '']).pid;

it('is held until it is given back', () => {
  using at = folder();
  const path = at.file('a.ndjson');
  const release = lock(path, process.pid, disk);
  expect(readFileSync(`${path}.lock`, 'utf8')).toBe(`${process.pid}\n`);
  expect(lockHolder(path, disk)).toBe(process.pid);
  expect(() => lock(path, process.pid, disk)).toThrow(
    expect.objectContaining({
      kind: 'output',
      reason: 'locked',
      message: expect.stringContaining(`process ${process.pid}`),
    }),
  );
  release();
  expect(existsSync(`${path}.lock`)).toBe(false);
  expect(lockHolder(path, disk)).toBeUndefined();
  lock(path, process.pid, disk)();
});

it.each([`${dead}\n`, '', 'x', '-1', '0', '99999999999999999999'])(
  'of nobody alive (%j) is taken over',
  (content) => {
    using at = folder();
    const path = at.file('a.ndjson');
    at.file('a.ndjson.lock', content);
    expect(lockHolder(path, disk)).toBeUndefined();
    const release = lock(path, process.pid, disk);
    expect(lockHolder(path, disk)).toBe(process.pid);
    release();
  },
);

it('says when it cannot be made', () => {
  expect(() => lock('/proc/none/a', process.pid, disk)).toThrow(expect.objectContaining({ kind: 'output' }));
});

it('is whole from the moment it is there, and leaves nothing else behind', () => {
  using at = folder();
  const path = at.file('a.ndjson');
  const seen: (number | undefined)[] = [];
  const watched = {
    ...disk,
    write: (...given: Parameters<typeof disk.write>) => {
      seen.push(existsSync(`${path}.lock`) ? lockHolder(path, disk) : process.pid);
      return disk.write(...given);
    },
  };
  const release = lock(path, process.pid, watched);
  expect(seen).toEqual([process.pid]);
  expect(readdirSync(at.path)).toEqual(['a.ndjson.lock']);
  release();
  expect(readdirSync(at.path)).toEqual([]);
});

it('is put back when it was taken over just before we were at it', () => {
  using at = folder();
  const path = at.file('a.ndjson');
  at.file('a.ndjson.lock', `${dead}\n`);
  let looks = 0;
  const late = {
    ...disk,
    // We find a dead lock; before we take it away somebody else has done so, and put their own there.
    read: (asked: string) => {
      const text = disk.read(asked);
      looks += 1;
      if (looks === 1) writeFileSync(`${path}.lock`, `${process.ppid}\n`);
      return text;
    },
  };
  expect(() => lock(path, process.pid, late)).toThrow(
    expect.objectContaining({ message: expect.stringContaining(`process ${process.ppid}`) }),
  );
  expect(lockHolder(path, disk)).toBe(process.ppid);
  expect(readdirSync(at.path)).toEqual(['a.ndjson.lock']);
});

it.each(['EPERM', 'ENOTSUP'])('works where a file can have one name only: %s', (code) => {
  using at = folder();
  const path = at.file('a.ndjson');
  const plain = {
    ...disk,
    link: () => {
      throw Object.assign(new Error('no links here'), { code });
    },
  };
  const release = lock(path, process.pid, plain);
  expect(lockHolder(path, disk)).toBe(process.pid);
  expect(() => lock(path, process.pid, plain)).toThrow(expect.objectContaining({ reason: 'locked' }));
  release();
  expect(readdirSync(at.path)).toEqual([]);
});
