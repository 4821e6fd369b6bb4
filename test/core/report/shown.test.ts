import { expect, test } from 'vitest';
import { showing } from '../../../src/core/report/shown.ts';

// Put together here: a file that looks as if it held a key is a nuisance to everybody who scans for them.
const key = ['sk', 'proj', 'abcdefghijklmnop1234'].join('-');

test('secrets are hidden wherever they stand in a text, the same one alike', () => {
  const show = showing();
  const spelled = key.replaceAll('-', String.raw`\u002d`);
  const nested = JSON.stringify({ type: 'x', nested: JSON.stringify({ value: key }) });
  for (const text of [key, nested, `{"a":"${spelled}"}`, `{"authorization":"whatever"}`]) {
    for (const out of [show.text(text), show.line(text)]) {
      expect(out).not.toMatch(/abcdefghijklmnop|whatever/);
      expect(out).toContain('[secret');
    }
  }
  expect(show.line(key)).toBe(show.line(key));
});

test('what hides or reorders is spelled out, lines and scripts stay', () => {
  const show = showing();
  expect(show.text('a\u{202e}b\nשלום 👍')).toBe('a\\u{202e}b\nשלום 👍');
  expect(show.line('one\ntwo')).toBe('one\\u{a}two');
});

test('a page is no place for a megabyte in a row', () => {
  expect(showing().text('x'.repeat(1_000_000)).length).toBeLessThan(20_100);
});
