import { execFileSync } from 'node:child_process';
import { closeSync, statSync, symlinkSync } from 'node:fs';
import { expect, it } from 'vitest';
import { errorCode } from '../../src/core/error-code.ts';
import { disk, diskError, shown } from '../../src/io/disk.ts';
import { folder } from './recording-kit.ts';

it('says what stands at a path without following a link', () => {
  using at = folder();
  symlinkSync(at.file('target', ''), at.file('link'));
  symlinkSync(at.file('nowhere'), at.file('dangling'));
  execFileSync('mkfifo', [at.file('pipe')]);
  expect(disk.kind(at.file('target'))).toBe('file');
  expect(disk.kind(at.path)).toBe('folder');
  expect(disk.kind(at.file('link'))).toBe('link');
  expect(disk.kind(at.file('dangling'))).toBe('link');
  expect(disk.kind(at.file('pipe'))).toBe('special');
  expect(disk.kind('/dev/null')).toBe('special');
  expect(disk.kind(at.file('missing'))).toBe('nothing');
});

it('creates a file for its owner only, and never opens one that is there', () => {
  using at = folder();
  closeSync(disk.create(at.file('new')));
  expect(statSync(at.file('new')).mode & 0o777).toBe(0o600);
  symlinkSync(at.file('nowhere'), at.file('dangling'));
  for (const name of ['new', 'dangling']) {
    expect(() => disk.create(at.file(name))).toThrow(expect.objectContaining({ code: 'EEXIST' }));
  }
  expect(disk.kind(at.file('nowhere'))).toBe('nothing');
});

it('puts what node:fs says in words', () => {
  const full = Object.assign(new Error('ENOSPC: no space left, write'), { code: 'ENOSPC' });
  expect(diskError('recording stopped', full)).toMatchObject({
    kind: 'output',
    message: 'recording stopped: the disk is full',
    reason: 'enospc',
  });
  const odd = Object.assign(new Error('x'), { code: 'EODD' });
  expect(diskError('a', odd, { kind: 'usage', hint: 'b' })).toMatchObject({
    kind: 'usage',
    message: 'a: failed with EODD',
    hint: 'b',
  });
  expect(diskError('a', 'thrown').message).toBe('a: unexpected failure');
  expect(errorCode(full)).toBe('ENOSPC');
  expect(errorCode('ENOSPC')).toBeUndefined();
});

it('names a path without letting it write to the terminal', () => {
  expect(shown('a\x1b[2Jb')).toBe('a\\u{1b}[2Jb');
});
