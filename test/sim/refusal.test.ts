import { expect, test } from 'vitest';
import {
  badKey,
  invalidValue,
  listed,
  missing,
  noSuchCall,
  refusal,
  unknownParameter,
} from '../../src/sim/refusal.ts';

test('values are listed as the service lists them', () => {
  expect([listed(['a']), listed(['a', 'b']), listed(['a', 'b', 'c'])]).toEqual([
    "'a'",
    "'a' and 'b'",
    "'a', 'b', and 'c'",
  ]);
});

test('refusals have the words of the service', () => {
  expect(
    [missing('a.b'), unknownParameter('a.b'), invalidValue('x', ['y', 'z'], 'a')].map(
      ({ message }) => message,
    ),
  ).toEqual([
    "Missing required parameter: 'a.b'.",
    "Unknown parameter: 'a.b'.",
    "Invalid value: 'x'. Supported values are: 'y' and 'z'.",
  ]);
  expect(noSuchCall.param).toBe('');
  expect(refusal('c', 'm')).toEqual({ type: 'invalid_request_error', code: 'c', message: 'm', param: null });
  expect(badKey.message).not.toMatch(/sk-/);
});
