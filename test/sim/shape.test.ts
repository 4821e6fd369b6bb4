import { expect, test } from 'vitest';
import {
  anyObject,
  anything,
  boolean,
  byType,
  list,
  nullable,
  number,
  object,
  oneOf,
  string,
  stringOr,
  type Shape,
} from '../../src/sim/shape.ts';

const whole = object({ a: string(3), b: number(1, 5), c: list(boolean), d: nullable(anyObject) }, ['a']);
const tagged = byType(new Map([['x', object({ type: string(), n: number(0, 1, 'decimal') })]]));

const rows: readonly (readonly [Shape, unknown, string | undefined, string | null | undefined])[] = [
  [whole, { a: 'abc', b: 5, c: [true], d: null }, undefined, undefined],
  [whole, {}, 'missing_required_parameter', 's.a'],
  [whole, { a: 'x', z: 1 }, 'unknown_parameter', 's.z'],
  [whole, { a: 1 }, 'invalid_type', 's.a'],
  [whole, { a: 'long' }, 'string_above_max_length', 's.a'],
  [whole, { a: 'x', b: 0 }, 'integer_below_min_value', 's.b'],
  [whole, { a: 'x', b: 6 }, 'integer_above_max_value', 's.b'],
  [whole, { a: 'x', b: 1.5 }, 'invalid_type', 's.b'],
  [whole, { a: 'x', c: [true, 'no'] }, 'invalid_type', 's.c[1]'],
  [whole, { a: 'x', c: {} }, 'invalid_type', 's.c'],
  [whole, { a: 'x', d: [] }, 'invalid_type', 's.d'],
  [whole, null, 'invalid_type', 's'],
  [tagged, { type: 'x', n: 0.5 }, undefined, undefined],
  [tagged, { type: 'x', n: 2 }, 'decimal_above_max_value', 's.n'],
  [tagged, { type: 'y' }, 'invalid_value', 's.type'],
  [tagged, { type: 1 }, 'invalid_type', 's.type'],
  [tagged, {}, 'missing_required_parameter', 's.type'],
  [tagged, 'x', 'invalid_type', 's'],
  [oneOf('a', 'b'), 'c', 'invalid_value', 's'],
  [oneOf('a', 'b'), 1, 'invalid_type', 's'],
  [stringOr(oneOf('inf'), number(1, 2)), 'inf', undefined, undefined],
  [stringOr(oneOf('inf'), number(1, 2)), 3, 'integer_above_max_value', 's'],
  [anything, undefined, undefined, undefined],
];

test.each(rows)('row %#', (shape, value, code, param) => {
  const wrong = shape(value, 's');
  expect([wrong?.code, wrong?.param]).toEqual([code, param]);
});

test('inherited names are not fields', () => {
  expect(whole(JSON.parse('{"a":"x","__proto__":1}'), 's')).toMatchObject({ code: 'unknown_parameter' });
  expect(tagged({ type: 'constructor' }, 's')).toMatchObject({ code: 'invalid_value' });
});
