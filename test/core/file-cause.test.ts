import { expect, it } from 'vitest';
import { fileCause } from '../../src/core/file-cause.ts';

const coded = (code: string): Error => Object.assign(new Error('in their words'), { code });

it.each([
  [coded('ENOENT'), 'no such file or folder'],
  [coded('EACCES'), 'permission denied'],
  [coded('EISDIR'), 'it is a folder'],
  [coded('ENOSPC'), 'the disk is full'],
  [coded('EMFILE'), 'failed with EMFILE'],
  [new Error('in their words'), 'unexpected failure'],
  ['in their words', 'unexpected failure'],
])('%s is told in words of ours', (error, words) => {
  expect(fileCause(error)).toBe(words);
});
