import { expect, it } from 'vitest';
import { serverSaid } from '../../src/core/server-said.ts';

const body = (error: unknown): string => JSON.stringify({ error });

it.each([
  [body({ code: 'a', message: 'b' }), { code: 'a', message: 'b', said: 'a: b' }],
  [body({ code: null, message: 'b' }), { message: 'b', said: 'b' }],
  [body({ code: 'a' }), { code: 'a', said: 'a' }],
  [body({ message: 7 }), {}],
  [body('text'), {}],
  ['<html>canary</html>', {}],
  ['', {}],
  ['[]', {}],
  ['null', {}],
])('%s', (text, said) => {
  expect(serverSaid(text)).toEqual(said);
});

it('cuts what is long', () => {
  expect(serverSaid(body({ code: 'c'.repeat(1000), message: 'm'.repeat(10_000) })).said?.length).toBeLessThan(
    400,
  );
});
