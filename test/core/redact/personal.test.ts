import { expect, test } from 'vitest';
import { personalIn } from '../../../src/core/redact/personal.ts';

test.each([
  ['mail jane.doe@example.com now', 'jane.doe@example.com', 'jane.doe@example.com'],
  [
    'it is Jane dot Doe at example dot co dot uk',
    'Jane dot Doe at example dot co dot uk',
    'jane.doe@example.co.uk',
  ],
  ['my email is j a n e at example dot com', 'j a n e at example dot com', 'jane@example.com'],
  [
    'j a n e dot d o e 7 at g m x dot d e, please',
    'j a n e dot d o e 7 at g m x dot d e',
    'jane.doe7@gmx.de',
  ],
  ['Jane at example dot com. Thanks.', 'Jane at example dot com', 'jane@example.com'],
  ['J-A-N-E at example dot com', 'J-A-N-E at example dot com', 'j-a-n-e@example.com'],
])('the address in %s', (text, address, value) => {
  const from = text.indexOf(address);
  expect(personalIn(text)).toEqual([{ from, to: from + address.length, kind: 'email', value }]);
});

test.each(['we meet at noon', 'plan a b at the office', 'look at page dot', 'c a at'])(
  'there is none in %s',
  (text) => {
    expect(personalIn(text)).toEqual([]);
  },
);

test('letters without end are looked at once', () => {
  const long = 'a '.repeat(50_000);
  const before = performance.now();
  expect(personalIn(long)).toEqual([]);
  expect(performance.now() - before).toBeLessThan(10_000);
});
