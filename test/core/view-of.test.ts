import { expect, test } from 'vitest';
import { viewOf, viewOnText } from '../../src/core/view-of.ts';

test('a view is on the bytes it was asked for, whichever were looked at before', () => {
  const whole = Uint8Array.of(1, 2, 3, 4);
  const part = whole.subarray(2);
  for (const bytes of [whole, part, whole, whole, part])
    expect(Array.from(bytes, (_, at) => viewOf(bytes).getUint8(at))).toEqual([...bytes]);
  expect(viewOf(part).byteLength).toBe(2);
});

test('a view on text is on its UTF-8', () => {
  const view = viewOnText('é=1');
  expect(new TextDecoder().decode(view)).toBe('é=1');
  expect(view.byteLength).toBe(4);
});
