import { expect, test } from 'vitest';
import { seenIds } from '../../src/core/seen-ids.ts';

test('knows an id that was here, as long as it is kept', () => {
  const seen = seenIds({ keep: 100 });
  expect(['a', 'b', 'a', '__proto__', '__proto__'].map((id) => seen(id, 0))).toEqual([
    'new',
    'new',
    'again',
    'new',
    'again',
  ]);
  expect(seen('a', 99)).toBe('again');
});

test('has room for so many, and forgets only what is old enough', () => {
  const seen = seenIds({ keep: 100, most: 2 });
  expect([seen('a', 0), seen('b', 50), seen('c', 60)]).toEqual(['new', 'new', 'full']);
  expect(seen('a', 60)).toBe('again');
  expect(seen('c', 101)).toBe('new');
  expect([seen('b', 101), seen('d', 101)]).toEqual(['again', 'full']);
});
