import { expect, test } from 'vitest';
import { isListening } from '../../src/core/backchannel.ts';

test.each([
  ['Mm-hm.', true],
  ['Yeah, yeah, okay, right!', true],
  ['wait a moment', false],
  ['hold on', true],
  ['', true],
])('%j', (transcript, is) => {
  expect(isListening(transcript)).toBe(is);
});
