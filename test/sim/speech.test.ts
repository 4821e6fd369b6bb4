import { expect, test } from 'vitest';
import { hum, jsonPieces, pieces, speechMs } from '../../src/sim/speech.ts';

test.each([
  'Hello there!',
  'Une margarita, neuf euros, dans cinq minutes.',
  'Donaudampfschifffahrtsgesellschaft 😀 ok…\n\nnew',
  ' ',
  '',
])('the pieces of %j are the text, at most 15 characters each', (text) => {
  expect(pieces(text).join('')).toBe(text);
  for (const piece of pieces(text)) expect(piece.length).toBeLessThanOrEqual(15);
});

test('words keep the space before them, and marks stand alone', () => {
  expect(pieces('Hello there, you.')).toEqual(['Hello', ' there', ',', ' you', '.']);
});

test.each([
  '{"city":"London","n":[1,2.5],"t":true}',
  '{"a":"long text with – signs, and a very longwordwithoutend"}',
  '{}',
])('the pieces of %s are the JSON', (json) => {
  expect(jsonPieces(json).join('')).toBe(json);
  for (const piece of jsonPieces(json)) expect(piece.length).toBeLessThanOrEqual(15);
});

test('speech takes a second for fifteen characters', () => {
  expect([speechMs(''), speechMs('x'.repeat(15)), speechMs('x'.repeat(150))]).toEqual([0, 1000, 10_000]);
});

test('audio has 48 bytes a millisecond, and is not silent', () => {
  const pcm = Buffer.from(hum(0, 100), 'base64');
  expect(pcm).toHaveLength(4800);
  expect(Math.max(...new Int16Array(pcm.buffer, pcm.byteOffset, pcm.length / 2))).toBeGreaterThan(2000);
});
