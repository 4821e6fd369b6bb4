import { expect, it } from 'vitest';
import { lastWords } from '../../src/core/last-words.ts';
import { newSession, type Item, type Session } from '../../src/core/session.ts';

const item = (id: string, more: Partial<Item>): Item => ({
  id,
  type: 'message',
  text: '',
  final: true,
  seen: true,
  ...more,
});
const with_ = (...items: readonly Item[]): Session => ({
  ...newSession,
  items: new Map(items.map((one) => [one.id, one])),
  order: items.map(({ id }) => id),
});

it('are those of the newest message that was spoken, by either side', () => {
  expect(lastWords(newSession)).toBeUndefined();
  const hello = item('a', { role: 'agent', text: 'Hello.' });
  const order = item('b', { role: 'user', text: 'A margarita.' });
  const rest = [
    item('c', { role: 'system', text: 'Be kind.' }),
    item('d', { type: 'function_call', text: 'place_order' }),
    item('e', { role: 'agent', text: '  ' }),
  ];
  expect(lastWords(with_(hello, order, ...rest))).toEqual({ who: 'caller', text: 'A margarita.' });
  expect(lastWords(with_(order, hello, ...rest))).toEqual({ who: 'agent', text: 'Hello.' });
});

it('are short, one line, and no key', () => {
  const key = ['sk', 'test', 'y'.repeat(20)].join('-');
  const long = lastWords(with_(item('a', { role: 'agent', text: `My key\nis ${key} ${'x'.repeat(500)}` })));
  expect(long?.text).toMatch(/^My key is \[secret\] x+…$/);
  expect(long?.text).toHaveLength(121);
});
