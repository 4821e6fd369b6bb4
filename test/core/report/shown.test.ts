import { expect, test } from 'vitest';
import { shortly, shown, shownFrame, withoutKeys } from '../../../src/core/report/shown.ts';

// Put together here: a file that looks as if it held a key is a nuisance to everybody who scans for them.
const key = ['sk', 'proj', 'abcdefghijklmnop1234'].join('-');
const spelled = (levels: number): string => key.replace('-', `${'\\'.repeat(levels)}u002d`);

test('what looks like a key is hidden, also where it is spelled with escapes of JSON', () => {
  const frame = JSON.stringify({ type: 'x', value: key, nested: JSON.stringify({ value: key }) });
  for (const text of [key, frame, `{"a":"${spelled(1)}"}`, `{"a":"{\\"b\\":\\"${spelled(2)}\\"}"}`]) {
    for (const out of [withoutKeys(text), shown(text), shownFrame(text)]) {
      expect(out).not.toContain('abcdefghijklmnop');
      expect(out).toContain('[secret]');
    }
  }
});

test('what hides or reorders is spelled out, lines and scripts stay', () => {
  expect(shown('a\u{202e}b\nשלום 👍')).toBe('a\\u{202e}b\nשלום 👍');
  expect(shortly('one\ntwo')).toBe('one\\u{a}two');
  expect(shownFrame('{"a":"\u{202e}"}')).toBe('{"a":"\\u202e"}');
});

test('a page is no place for a megabyte in a row', () => {
  expect(shown('x'.repeat(1_000_000)).length).toBeLessThan(20_100);
  expect(shownFrame('x'.repeat(1_000_000)).length).toBeLessThan(66_000);
});
