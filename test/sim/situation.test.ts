import { expect, test } from 'vitest';
import { matches, pattern, type Situation, type When } from '../../src/sim/situation.ts';

const now: Situation = {
  opening: false,
  user: 'A Margarita, please',
  tool: undefined,
  output: undefined,
  instructions: 'Speak French',
};

const rows: readonly (readonly [When | undefined, boolean])[] = [
  [undefined, true],
  [{}, true],
  [{ user: 'margarita' }, true],
  [{ user: '/^a margarita/i' }, true],
  [{ user: '/margarita/' }, false],
  [{ user: 'beer' }, false],
  [{ user: 'margarita', instructions: 'french' }, true],
  [{ user: 'margarita', instructions: 'german' }, false],
  [{ opening: false }, true],
  [{ opening: true }, false],
  [{ tool: 'place_order' }, false],
];

test.each(rows)('%j', (when, fits) => {
  expect(matches(when, now)).toBe(fits);
});

test('after a tool answered, only what asks for it fits', () => {
  const after: Situation = { ...now, user: undefined, tool: 'place_order', output: '{"ok":true}' };
  expect([matches({ tool: 'place_order', output: 'ok' }, after), matches({ user: '/./' }, after)]).toEqual([
    true,
    false,
  ]);
});

test('text that is no expression is taken literally', () => {
  expect([pattern('a.b').test('axb'), pattern('a.b').test('A.B'), pattern('/a.b/').test('axb')]).toEqual([
    false,
    true,
    true,
  ]);
});
