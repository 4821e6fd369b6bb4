import { expect, test } from 'vitest';
import { same, stretch } from '../../src/core/stretch.ts';

const viewOn = (bytes: readonly number[]): DataView => new DataView(new Uint8Array(bytes).buffer);

test('is the same as the bytes it was made of, wherever they stand, and as no others', () => {
  for (let length = 0; length < 35; length += 1) {
    // UTF-8 of JSON: no byte is a zero.
    const bytes = Array.from({ length }, (_, at) => 0x20 + ((at * 37) % 0x5f));
    const one = stretch(viewOn([1, ...bytes, 1]), 1, 1 + length);
    expect(one.length).toBe(length);
    expect(same(one, viewOn([2, 2, ...bytes, 2]), 2)).toBe(true);
    for (let at = 0; at < length; at += 1) {
      for (const byte of [0x7f, 0xc3, 0x20]) {
        const other = bytes.with(at, byte);
        expect(same(one, viewOn(other), 0), `${length}, ${at}: ${byte}`).toBe(byte === bytes[at]);
      }
    }
  }
});
