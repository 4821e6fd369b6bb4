import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
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
