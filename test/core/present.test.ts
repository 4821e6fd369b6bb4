import { expect, test } from 'vitest';
import { asPresent, present } from '../../src/core/present.ts';

test('leaves out what is undefined and nothing else', () => {
  const made = present({ a: undefined, b: null, c: 0, d: '', e: false });
  expect(Object.keys(made)).toEqual(['b', 'c', 'd', 'e']);
});

test('a record taken as present reads like one that leaves out what is undefined', () => {
  const fields = { a: undefined, b: 1 };
  expect(asPresent(fields)).toBe(fields);
  expect(asPresent(fields)).toEqual(present(fields));
});
