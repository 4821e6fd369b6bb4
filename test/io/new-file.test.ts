import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, readdirSync, symlinkSync } from 'node:fs';
import { expect, it } from 'vitest';
import { disk } from '../../src/io/disk.ts';
import { createLocked } from '../../src/io/new-file.ts';
import { folder } from './recording-kit.ts';

it('creates a file together with its lock', () => {
  using at = folder();
  const { file, release } = createLocked(at.file('a'), process.pid, disk);
  expect(readdirSync(at.path).toSorted()).toEqual(['a', 'a.lock']);
  closeSync(file);
  release();
  expect(readdirSync(at.path)).toEqual(['a']);
});

it('refuses whatever stands there, and touches nothing', () => {
  using at = folder();
  at.file('file', 'precious');
  symlinkSync(at.file('nowhere'), at.file('link'));
  execFileSync('mkfifo', [at.file('pipe')]);
  const words = {
    file: 'a file',
    link: 'a symbolic link',
    pipe: 'a device, pipe or socket',
    '.': 'a folder',
  };
  for (const [name, word] of Object.entries(words)) {
    expect(() => createLocked(at.file(name), process.pid, disk)).toThrow(
      expect.objectContaining({
        kind: 'usage',
        message: expect.stringContaining(`${word} is there already`),
      }),
    );
  }
  const readOnly = {
    ...disk,
    create: (path: string) => {
      throw new Error(`would make ${path}`);
    },
  };
  expect(() => createLocked('/dev/full', process.pid, readOnly)).toThrow(
    expect.objectContaining({ kind: 'usage' }),
  );
  expect(readdirSync(at.path).toSorted()).toEqual(['file', 'link', 'pipe']);
  expect(existsSync('/dev/full.lock')).toBe(false);
});

it('says who records there already', () => {
  using at = folder();
  const { file, release } = createLocked(at.file('a'), process.pid, disk);
  expect(() => createLocked(at.file('a'), process.pid, disk)).toThrow(
    expect.objectContaining({ kind: 'output', reason: 'locked' }),
  );
  closeSync(file);
  release();
});

it('gives the lock back when somebody else was quicker', () => {
  using at = folder();
  const path = at.file('a');
  // The file appears between the look and the making.
  const late = {
    ...disk,
    kind: (asked: string) => (existsSync(`${path}.lock`) ? disk.kind(asked) : ('nothing' as const)),
  };
  at.file('a', 'theirs');
  expect(() => createLocked(path, process.pid, late)).toThrow(expect.objectContaining({ kind: 'output' }));
  expect(readdirSync(at.path)).toEqual(['a']);
});

it('says why a file cannot be made', () => {
  using at = folder();
  expect(() => createLocked(at.file('no/such'), process.pid, disk)).toThrow(
    expect.objectContaining({ kind: 'output', message: expect.stringContaining('no such file or folder') }),
  );
  at.file('file', '');
  expect(() => createLocked(at.file('file/x'), process.pid, disk)).toThrow(
    expect.objectContaining({ kind: 'output' }),
  );
});
