import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { withAt, withLast, withoutId, type Order } from '../../src/core/order.ts';

const list = (order: Order): readonly string[] => [...order];

test('grows at its end, puts between and takes out', () => {
  const order = withLast(withLast([], 'a'), 'c');
  expect(list(withAt(order, 1, 'b'))).toEqual(['a', 'b', 'c']);
  expect(list(withAt(order, 2, 'd'))).toEqual(['a', 'c', 'd']);
  expect(list(withoutId(order, 'a'))).toEqual(['c']);
  expect(list(order)).toEqual(['a', 'c']);
});

test('reads like the list it stands for, and sees nothing of longer ones', () => {
  const short = withLast(withLast([], 'a'), 'b');
  const long = withLast(short, 'c');
  expect([short.length, short.at(0), short.at(-1), short.at(2), short.at(-3)]).toEqual([
    2,
    'a',
    'b',
    undefined,
    undefined,
  ]);
  expect(short.lastIndexOf('c')).toBe(-1);
  expect(long.lastIndexOf('c')).toBe(2);
  expect(withoutId(withLast([], 'a'), 'a').lastIndexOf('a')).toBe(-1);
});

test('two continuations of one beginning are apart', () => {
  const short = withLast([], 'a');
  const one = withLast(short, 'b');
  const other = withLast(short, 'c');
  expect([list(short), list(one), list(other)]).toEqual([['a'], ['a', 'b'], ['a', 'c']]);
});

test('every version is what a plain list would be', () => {
  const step = fc.record({ from: fc.nat(), kind: fc.constantFrom('last', 'at', 'out'), place: fc.nat() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const versions: [order: Order, plain: readonly string[]][] = [[[], []]];
      for (const [n, { from, kind, place }] of steps.entries()) {
        const [order, plain] = versions[from % versions.length] ?? [[], []];
        const index = place % (plain.length + 1);
        const id = plain[index] ?? 'none';
        if (kind === 'last') versions.push([withLast(order, `${n}`), [...plain, `${n}`]]);
        else if (kind === 'at')
          versions.push([withAt(order, index, `${n}`), plain.toSpliced(index, 0, `${n}`)]);
        else versions.push([withoutId(order, id), plain.filter((other) => other !== id)]);
      }
      for (const [order, plain] of versions) {
        expect(list(order)).toEqual(plain);
        expect(order.length).toBe(plain.length);
      }
    }),
  );
});
