import { describe, expect, it } from 'vitest';
import { asCallId } from '../../src/core/ids.ts';

describe('asCallId', () => {
  it.each(['rtc_abc', 'rtc_u0_E4TeWIkEAnw5DOa1vyO18', 'a', 'A-b_c', 'x'.repeat(128)])('takes %s', (text) => {
    expect(asCallId(text)).toBe(text);
  });
  it.each(['', '-x', '_x', '../x', 'a b', 'a&b=c', 'a\u0000', 'a\u202e', 'x'.repeat(129), 'é', 'a/b', 'a\n'])(
    'refuses %j',
    (text) => {
      expect(asCallId(text)).toBeUndefined();
    },
  );
});
