import { expect, test } from 'vitest';
import { interpreterName } from '../../src/ui/interpreter.ts';

test.each([
  ['es', '→ es'],
  ['pt-BR', '→ pt-BR'],
  ['zh-Hant', '→ zh'],
  [undefined, 'transl.'],
  ['', 'transl.'],
  [7, 'transl.'],
  ['\u001b[31m', 'transl.'],
])('an interpreter into %j is called %s', (language, name) => {
  expect(interpreterName(language)).toBe(name);
  expect(interpreterName(language).length).toBeLessThan(9);
});

test('in plain letters too', () => {
  expect(interpreterName('es', true)).toBe('-> es');
});
