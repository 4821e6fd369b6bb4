import { expect, test } from 'vitest';
import { withinBounds } from '../../src/core/forgetting.ts';
import { asToolCallId } from '../../src/core/ids.ts';
import type { Raw } from '../../src/core/raw.ts';
import { newSession } from '../../src/core/session.ts';
import { structuralGap } from '../../src/core/structure.ts';
import { after, play } from './script.ts';

const numbers = (count: number, from = 0): readonly number[] =>
  Array.from({ length: count }, (_, n) => from + n);
const added = (n: number, previous: string | null = n === 0 ? null : `item_${n - 1}`): Raw => ({
  type: 'conversation.item.added',
  previous_item_id: previous,
  item: { id: `item_${n}`, type: 'message', role: 'user', status: 'completed', content: [] },
});
const response = (n: number): readonly Raw[] => [
  { type: 'response.created', response: { id: `resp_${n}`, status: 'in_progress', output: [] } },
  { type: 'response.done', response: { id: `resp_${n}`, status: 'completed', output: [] } },
];

test('an hour of talking is remembered in whole', () => {
  const { session } = after(...numbers(5000).map((n) => added(n)));
  expect([session.items.size, session.order.length]).toEqual([5000, 5000]);
  expect(session.forgotten).toEqual({ items: 0, responses: 0, toolCalls: 0 });
  expect(withinBounds(session)).toBe(session);
});

test('of what never ends the oldest is forgotten, counted, and nothing of it is left', () => {
  const entries = play(...numbers(5001).map((n) => added(n)));
  const session = entries.at(-1)?.session ?? newSession;
  expect(session.forgotten).toEqual({ items: 1001, responses: 0, toolCalls: 0 });
  expect([...session.items.keys()]).toEqual(numbers(4000, 1001).map((n) => `item_${n}`));
  expect([...session.order]).toEqual([...session.items.keys()]);
  // Who has an older session has all of it.
  expect(entries.at(-2)?.session.items.size).toBe(5000);
  expect(entries.at(-2)?.session.items.has('item_0')).toBe(true);
});

test('goes on as before with what comes then', () => {
  const { session } = after(...numbers(12_000).map((n) => added(n)));
  expect(session.items.size).toBeLessThanOrEqual(5000);
  expect(session.items.size + session.forgotten.items).toBe(12_000);
  expect(session.order.at(-1)).toBe('item_11999');
});

test('responses go as items do, running ones too when they are that old', () => {
  const lost: Raw = { type: 'response.created', response: { id: 'lost', status: 'in_progress', output: [] } };
  const { session } = after(lost, ...numbers(5000).flatMap(response));
  expect([session.responses.size, session.forgotten.responses]).toEqual([4000, 1001]);
  expect(session.active).toEqual([]);
});

test('tool calls go as items do', () => {
  const calls = new Map(
    numbers(5001).map((n) => {
      const id = asToolCallId(`call_${n}`);
      return [id, { id, kind: 'function', arguments: '', state: 'called', outputs: 0 } as const];
    }),
  );
  const session = withinBounds({ ...newSession, toolCalls: calls });
  expect([session.toolCalls.size, session.forgotten.toolCalls]).toEqual([4000, 1001]);
  expect(session.items).toBe(newSession.items);
});

test('an item behind a forgotten one shows no loss', () => {
  const entries = play(...numbers(5001).map((n) => added(n)), added(6000, 'item_0'), added(6001, 'never'));
  const notices = entries
    .slice(-2)
    .map((entry, index) => structuralGap(entries.at(index - 3)?.session ?? newSession, entry));
  expect(notices).toEqual([undefined, undefined]);
});
