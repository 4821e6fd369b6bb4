import { expect, it } from 'vitest';
import { kindOf, kinds } from '../../src/core/code-point.ts';

it.each([
  [0x41, 'plain'],
  [0x4e16, 'plain'],
  [0x20000, 'plain'],
  [0x1b, 'unsafe'],
  [0x9b, 'unsafe'],
  [0x202e, 'unsafe'],
  [0xad, 'unsafe'],
  [0xd800, 'unsafe'],
  [0xfffe, 'unsafe'],
  [0xe0041, 'unsafe'],
  [0x10ffff, 'unsafe'],
  [0xfe00, 'unsafe'],
  [0x0a, 'lineFeed'],
  [0x09, 'tab'],
  [0x200d, 'joiner'],
  [0x200c, 'joiner'],
  [0xfe0f, 'selector'],
  [0x301, 'mark'],
  [0x94d, 'joiningMark'],
  [0x915, 'joiningLetter'],
  [0x645, 'joiningLetter'],
  [0x1f600, 'emoji'],
  [0x1f3fd, 'skinTone'],
  [0x1f1e9, 'plain'],
] as const)('U+%s is %s', (codePoint, name) => {
  expect(kindOf(codePoint)).toBe(kinds[name]);
  // The second answer comes from what was remembered.
  expect(kindOf(codePoint)).toBe(kinds[name]);
});
