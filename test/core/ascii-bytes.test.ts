import { expect, test } from 'vitest';
import { isAscii, isPrintable } from '../../src/core/ascii-bytes.ts';

test('sees every byte, wherever it stands, that is not ASCII or cannot be printed', () => {
  for (const size of [0, 1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 21]) {
    for (const around of [0x20, 0x41, 0x7e]) {
      const bytes = new Uint8Array(size + 4).fill(0xff);
      bytes.fill(around, 2, 2 + size);
      const view = new DataView(bytes.buffer);
      const [from, to] = [2, 2 + size];
      expect([isAscii(view, from, to), isPrintable(view, from, to)]).toEqual([true, true]);
      for (let at = from; at < to; at += 1) {
        for (let byte = 0; byte < 256; byte += 1) {
          bytes[at] = byte;
          const expected = [byte < 0x80, byte >= 0x20 && byte < 0x7f];
          expect([isAscii(view, from, to), isPrintable(view, from, to)], `${at}: ${byte}`).toEqual(expected);
        }
        bytes[at] = around;
      }
    }
  }
});
