import { expect, test } from 'vitest';
import { loosely, verbatim } from '../../src/sim/said.ts';

test.each([
  ['Say exactly the words between the marks.\n<<<\nHe said "hi".\nBye.\n>>>', 'He said "hi".\nBye.'],
  ['Say exactly "the manager joins in two minutes"', 'the manager joins in two minutes'],
  ['Please say: “Bonjour”', 'Bonjour'],
  ['Repeat the words "one two" now', 'one two'],
  ['Answer the question about the "menu"', undefined],
  ['Be brief.', undefined],
])('%j is spoken as %j', (instructions, words) => {
  expect(verbatim(instructions)).toBe(words);
});

test('other instructions are mentioned in what is said', () => {
  expect(loosely('Say the following to the caller, in your own words:\nThe table is ready.')).toBe(
    'Let me tell you this: The table is ready.',
  );
  expect(loosely('Be   brief')).toBe('Let me tell you this: Be brief');
});
