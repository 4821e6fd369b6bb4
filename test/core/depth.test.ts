import { expect, it } from 'vitest';
import { isDeeperThan } from '../../src/core/depth.ts';

it.each([
  ['a word', 'x', 0, false],
  ['nothing', null, 0, false],
  ['an object', {}, 0, true],
  ['an object', {}, 1, false],
  ['what lies in one branch', [1, { a: [2] }], 2, true],
  ['what lies in one branch', [1, { a: [2] }], 3, false],
])('%s is deeper than so many levels, or not', (_, value, levels, deeper) => {
  expect(isDeeperThan(value, levels)).toBe(deeper);
});

it('looks no deeper than it is asked to', () => {
  const loop: unknown[] = [];
  loop.push(loop);
  expect(isDeeperThan(loop, 1000)).toBe(true);
});
