import { describe, expect, it } from 'vitest';
import { orderedWords, spokenOrder } from '../../src/core/spoken-order.ts';

describe('the order to speak', () => {
  it.each(['Hello.', 'two\nlines', '"quoted" <<< marks >>> inside', '>>>\n<<<', ''])(
    'gives back %j',
    (words) => {
      expect(orderedWords(spokenOrder(words))).toBe(words);
    },
  );

  it('is not seen in other instructions', () => {
    expect(orderedWords('Be kind.')).toBeUndefined();
  });
});
