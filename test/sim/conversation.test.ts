import { expect, test } from 'vitest';
import { conversation, wordsOf } from '../../src/sim/conversation.ts';

test('items go to the end, to the front, or after another', () => {
  const talk = conversation();
  expect(talk.insert({ id: 'a' })).toBeNull();
  expect(talk.insert({ id: 'b' })).toBe('a');
  expect(talk.insert({ id: 'c' }, 'a')).toBe('a');
  expect(talk.insert({ id: 'd' }, 'root')).toBeNull();
  expect(talk.items().map((item) => item['id'])).toEqual(['d', 'a', 'c', 'b']);
  expect([talk.before(), talk.before('c'), talk.before('d')]).toEqual(['b', 'a', null]);
  talk.replace('c', { id: 'c', seen: true });
  expect(talk.get('c')).toEqual({ id: 'c', seen: true });
  talk.remove('a');
  expect([talk.has('a'), talk.get('a'), talk.before('c')]).toEqual([false, undefined, 'd']);
});

test('the words of an item are its text or its transcript', () => {
  const items = [
    { role: 'user', content: [{ type: 'input_text', text: 'one' }] },
    { role: 'user', content: [{ type: 'input_audio', transcript: 'two' }, { type: 'input_image' }] },
    { role: 'assistant', content: [{ type: 'output_audio' }] },
    { type: 'function_call' },
  ];
  expect(items.map(wordsOf)).toEqual(['one', 'two', '', '']);
});
