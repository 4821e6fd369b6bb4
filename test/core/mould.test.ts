import { describe, expect, test } from 'vitest';
import { fits, mouldOf, type Places } from '../../src/core/mould.ts';
import { textOf } from '../../src/core/plain-bytes.ts';
import { delta } from './frames.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

const fitting = (mouldText: string, text: string): { delta: string; id: string } | undefined => {
  const mould = mouldOf(bytesOf(mouldText));
  if (mould === undefined) throw new Error('no mould');
  const places: Places = { from: 0, to: 0, idFrom: 0, idTo: 0 };
  const bytes = bytesOf(text);
  if (!fits(mould, bytes, 0, bytes.length, places)) return undefined;
  return { delta: textOf(bytes, places.from, places.to), id: textOf(bytes, places.idFrom, places.idTo) };
};

describe('a mould', () => {
  const made = delta(1, 'One');

  test('is fitted by what differs in the free fields only, and says where they are', () => {
    expect(fitting(made, made)).toEqual({ delta: 'One', id: 'event_1' });
    expect(fitting(made, delta(12_345, ' marg arita, señor'))).toEqual({
      delta: ' marg arita, señor',
      id: 'event_12345',
    });
    expect(fitting(made, delta(2, ''))).toEqual({ delta: '', id: 'event_2' });
  });

  test('is not fitted by a frame that differs in any one byte outside of them', () => {
    const bytes = bytesOf(made);
    const mould = mouldOf(bytes);
    const places: Places = { from: 0, to: 0, idFrom: 0, idTo: 0 };
    const isFree = (at: number): boolean =>
      ['event_1', 'One', 'abcXYZ019'].some((value) => {
        const from = made.indexOf(`"${value}"`) + 1;
        return at >= from && at < from + value.length;
      });
    for (let at = 0; at < bytes.length; at += 1) {
      for (const byte of [0, 0x20, 0x22, 0x61, 0x7f, 0x80, 0xff]) {
        const other = bytes.slice();
        other[at] = byte;
        if (byte === bytes[at] || isFree(at)) continue;
        expect(mould !== undefined && fits(mould, other, 0, other.length, places), `${at}: ${byte}`).toBe(
          false,
        );
      }
    }
  });

  test.each([
    ['another item', delta(1, 'One', 'item_2')],
    ['another type', made.replace('audio_transcript', 'text')],
    ['an escape', delta(1, 'a"b')],
    ['a character that is not plain', delta(1, '你')],
    ['a control character', delta(1, 'One').replace('One', 'O\u0001e')],
    ['the end of the string', made.replace('"One"', '"One')],
    ['more behind it', `${made} `],
    ['less', made.slice(0, -1)],
    ['nothing', ''],
    ['a byte less in front', made.slice(1)],
    ['too much', delta(1, 'x'.repeat(5000))],
    ['a field more', made.replace('"delta"', '"x":1,"delta"')],
    ['no string', made.replace('"One"', '1')],
  ])('is not fitted by %s', (_, text) => {
    expect(fitting(made, text)).toBeUndefined();
  });

  test('holds also where the fields stand in another order, or there is no id', () => {
    expect(fitting('{"delta":"a","type":"t"}', '{"delta":"bc","type":"t"}')).toEqual({ delta: 'bc', id: '' });
    expect(
      fitting(
        '{"delta":"a","n":-1.5e3,"b":null,"c":[],"event_id":"e"}',
        '{"delta":"","n":-1.5e3,"b":null,"c":[],"event_id":"f"}',
      ),
    ).toEqual({
      delta: '',
      id: 'f',
    });
  });

  test('does not change with the bytes it was made of', () => {
    const bytes = Buffer.from(`..${made}..`).subarray(2, -2);
    const mould = mouldOf(bytes);
    bytes.fill(0);
    const places: Places = { from: 0, to: 0, idFrom: 0, idTo: 0 };
    expect(mould !== undefined && fits(mould, bytesOf(made), 0, made.length, places)).toBe(true);
  });

  test.each([
    '{"type":"t"}',
    '{}',
    '{"delta":1}',
    '{ "delta":"a"}',
    '{"delta": "a"}',
    '{"delta":"a\\n"}',
    '{"delta":"a","delta":"b"}',
    '{"delta":"a","event_id":"1","event_id":"2"}',
    '{"d\\u0065lta":"a"}',
    '{"part":{"delta":"a"}}',
    '{"part":["delta"],"delta":"a"}',
    '{"delta":"你"}',
    '{"delta":"a"}\n',
    '{"delta":"a","x":1 }x',
  ])('is not made of %j', (text) => {
    expect(mouldOf(bytesOf(text))).toBeUndefined();
  });
});
