import { expect, it } from 'vitest';
import { saidOf } from '../../src/commands/link-notices.ts';
import { closeMeaning } from '../../src/core/close-codes.ts';

it.each([
  [1000, /^the server closed the connection[^(]* \(close code 1000\): bye\\u\{7\}$/],
  [1002, /^[^(]*\(1002\): bye\\u\{7\}$/],
  [4001, /^the server closed the connection with code 4001: bye\\u\{7\}$/],
])('close code %i is told once, with the reason that the server gave', (code, words) => {
  expect(saidOf(closeMeaning({ code, text: 'bye\u{7}' }), 'rtc_1')).toMatch(words);
});
