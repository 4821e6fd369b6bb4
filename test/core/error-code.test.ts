import { expect, it } from 'vitest';
import { errorCode } from '../../src/core/error-code.ts';

it.each([
  [Object.assign(new Error('no such file'), { code: 'ENOENT' }), 'ENOENT'],
  [Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' }), 'ECONNREFUSED'],
  [Object.assign(new Error('odd'), { code: 7 }), undefined],
  [new Error('plain'), undefined],
  [{ code: 'ENOENT' }, undefined],
  [undefined, undefined],
])('the code of %j is %s', (error, code) => {
  expect(errorCode(error)).toBe(code);
});
