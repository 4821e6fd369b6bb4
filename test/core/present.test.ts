import { expect, test } from 'vitest';
import { present } from '../../src/core/present.ts';

test('leaves out what is undefined and nothing else', () => {
  const made = present({ a: undefined, b: null, c: 0, d: '', e: false });
  expect(Object.keys(made)).toEqual(['b', 'c', 'd', 'e']);
});
