import { describe, expect, it } from 'vitest';
import { contains, leaves, withValueAt } from '../../src/core/contains.ts';

describe('contains', () => {
  it.each([
    [{ a: 1, b: 2 }, { a: 1 }, true],
    [{ a: { b: null, c: 1 } }, { a: { b: null } }, true],
    [{ a: { c: 1 } }, { a: { b: null } }, false],
    [{ a: [1, 2] }, { a: [1] }, false],
    [{ a: [{ x: 1, y: 2 }] }, { a: [{ x: 1 }] }, true],
    [{ a: '1' }, { a: 1 }, false],
    [undefined, {}, false],
    [{}, {}, true],
    [{ a: 1 }, { toString: 1 }, false],
  ])('%j holds %j: %s', (whole, part, expected) => {
    expect(contains(whole, part)).toBe(expected);
  });
});

describe('withValueAt', () => {
  it('replaces a value deep inside and leaves the rest and the original alone', () => {
    const before = { audio: { output: { voice: 'marin', speed: 1 } } };
    expect(withValueAt(before, 'audio.output.speed', 1.1)).toEqual({
      audio: { output: { voice: 'marin', speed: 1.1 } },
    });
    expect(before.audio.output.speed).toBe(1);
  });

  it('makes the objects on the way', () => {
    expect(withValueAt({}, 'a.b', null)).toEqual({ a: { b: null } });
  });
});

describe('leaves', () => {
  it('names every leaf by its path', () => {
    expect(leaves({ a: 1, b: { c: [1], d: {} } })).toEqual(['a', 'b.c', 'b.d']);
  });
});
