import { describe, expect, it } from 'vitest';
import { at, child, children, flag, number, own, text, objectIn } from '../../src/core/raw.ts';

const raw = { s: 'x', n: 1, b: false, o: { deep: [{ k: 'v' }] }, l: [1, { a: 1 }, null], nan: Number.NaN };

describe('the object that a text is', () => {
  it.each([
    ['{"a":1}', { a: 1 }],
    [' \n{"a":[]} ', { a: [] }],
    ['[1]', undefined],
    ['null', undefined],
    ['{"a":1', undefined],
    ['"{}"', undefined],
    ['words', undefined],
    ['', undefined],
  ])('%j', (json, object) => {
    expect(objectIn(json)).toEqual(object);
  });
});

describe('reading unknown JSON', () => {
  it('gives a field only in its own type', () => {
    expect([
      text(raw, 's'),
      text(raw, 'n'),
      number(raw, 'n'),
      number(raw, 'nan'),
      flag(raw, 'b'),
      flag(raw, 's'),
    ]).toEqual(['x', undefined, 1, undefined, false, undefined]);
    expect(child(raw, 'l')).toBeUndefined();
    expect(children(raw, 'l')).toEqual([{ a: 1 }]);
    expect(children(raw, 's')).toEqual([]);
  });

  it('never gives an inherited name', () => {
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
      expect(own({}, name)).toBeUndefined();
      expect(at({}, `${name}.x`)).toBeUndefined();
    }
  });

  it('follows a path through objects and lists', () => {
    expect(at(raw, 'o.deep.0.k')).toBe('v');
    expect(at(raw, 'o.deep.1.k')).toBeUndefined();
    expect(at(raw, 'l.length')).toBeUndefined();
    expect(at(undefined, 's')).toBeUndefined();
  });
});
