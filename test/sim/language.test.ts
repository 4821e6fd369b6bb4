import { expect, test } from 'vitest';
import { phrases } from '../../src/sim/language.ts';

test.each([
  ['Be brief.', 'Hello'],
  ['Speak French.', 'Bonjour'],
  ['Réponds en français.', 'Bonjour'],
  ['Speak Spanish', 'Hola'],
  ['Speak German', 'Guten Tag'],
  ['Speak French.\n\nSpeak German now.', 'Guten Tag'],
  ['Speak German.\n\nSpeak French now.', 'Bonjour'],
  ['Talk about frenchfries', 'Hello'],
])('%j greets with %j', (instructions, word) => {
  const { greeting, heard, result } = phrases(instructions);
  expect(greeting).toContain(word);
  expect([heard('the words'), result('the output')]).toEqual([
    expect.stringContaining('the words'),
    expect.stringContaining('the output'),
  ]);
});
