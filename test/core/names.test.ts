import { expect, test } from 'vitest';
import { clientEventNames } from '../../src/core/catalogue.ts';
import { closest } from '../../src/core/names.ts';

const commands = ['tail', 'attach', 'say', 'replay', 'verify', 'mint', 'instruct'];

test.each([
  ['tial', 'tail'],
  ['tai', 'tail'],
  ['repaly', 'replay'],
  ['Attach', 'attach'],
  ['instrcut', 'instruct'],
  ['verfy', 'verify'],
])('%s probably means %s', (typed, meant) => {
  expect(closest(typed, commands)).toBe(meant);
});

test.each(['frobnicate', 'x', '', 'zzzz', 'a'.repeat(5000)])('%s means none of them', (typed) => {
  expect(closest(typed, commands)).toBeUndefined();
});

test.each([
  ['response.creat', 'response.create'],
  ['sesion.update', 'session.update'],
  ['conversation.item.created', 'conversation.item.create'],
  ['input_audio_buffer.comit', 'input_audio_buffer.commit'],
])('the event %s probably means %s', (typed, meant) => {
  expect(closest(typed, clientEventNames)).toBe(meant);
});

test('the nearest wins, the first of equals', () => {
  expect(closest('cat', ['cart', 'car', 'cat'])).toBe('cat');
  expect(closest('cot', ['cat', 'cut'])).toBe('cat');
});
