import { describe, expect, test } from 'vitest';
import { fits, gapsOf, mouldOf, type Mould, type Places } from '../../src/core/mould.ts';
import { textOf } from '../../src/core/plain-bytes.ts';
import { delta } from './frames.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

const free = new Set(['event_id', 'delta', 'obfuscation']);

const made = (text: string, names: ReadonlySet<string> = free, kept = names): Mould | undefined => {
  // A frame is mostly a part of what was read.
  const bytes = bytesOf(`..${text}..`);
  const places: Places = [];
  const gaps = gapsOf(bytes, 2, bytes.length - 2, names, places);
  const mould = gaps && mouldOf(bytes, 2, bytes.length - 2, gaps, places, kept);
  bytes.fill(0);
  return mould;
};

const fitting = (mould: Mould | undefined, text: string): readonly string[] | undefined => {
  if (mould === undefined) throw new Error('no mould');
  const places: Places = [];
  const bytes = bytesOf(`"${text}"`);
  if (!fits(mould, bytes, 1, bytes.length - 1, places)) return undefined;
  return mould.stretches
    .slice(1)
    .map((_, gap) => textOf(bytes, places[2 * gap] ?? 0, places[2 * gap + 1] ?? 0));
};

describe('a mould', () => {
  const frame = delta(1, 'One');
  const mould = made(frame);

  test('is fitted by what differs in the free fields only, and says where they are', () => {
    expect([mould?.id, mould?.delta]).toEqual([0, 1]);
    expect(fitting(mould, frame)).toEqual(['event_1', 'One', 'abcXYZ019']);
    expect(fitting(mould, delta(12_345, ' marg arita, señor'))).toEqual([
      'event_12345',
      ' marg arita, señor',
      'abcXYZ019',
    ]);
    expect(fitting(mould, delta(2, ''))).toEqual(['event_2', '', 'abcXYZ019']);
    expect(fitting(mould, delta(2, '{"a\\b":\n'))).toEqual(['event_2', '{"a\\b":\n', 'abcXYZ019']);
  });

  test('is not fitted by a frame that differs in any one byte outside of them', () => {
    const bytes = bytesOf(frame);
    const isFree = (at: number): boolean =>
      ['event_1', 'One', 'abcXYZ019'].some((value) => {
        const from = frame.indexOf(`"${value}"`) + 1;
        return at >= from && at < from + value.length;
      });
    for (let at = 0; at < bytes.length; at += 1) {
      for (const byte of [0, 0x20, 0x22, 0x5c, 0x61, 0x7f, 0x80, 0xff]) {
        const other = bytes.slice();
        other[at] = byte;
        if (byte === bytes[at] || isFree(at)) continue;
        expect(mould !== undefined && fits(mould, other, 0, other.length, []), `${at}: ${byte}`).toBe(false);
      }
    }
  });

  test.each([
    ['another item', delta(1, 'One', 'item_2')],
    ['another type', frame.replace('audio_transcript', 'text')],
    ['an escape of a character by its number', delta(1, 'One').replace('One', String.raw`\u0041`)],
    ['an escape that is none', delta(1, 'One').replace('One', String.raw`\x`)],
    ['an escape of the quote that ends the string', frame.replace('"One"', String.raw`"One\"`)],
    ['an escape in the id', frame.replace('event_1', String.raw`event\n1`)],
    ['an escape in another free field', frame.replace('abcXYZ', String.raw`abc\n`)],
    ['a character that is not plain', delta(1, '你')],
    ['a control character', delta(1, 'One').replace('One', 'O\u0001e')],
    ['the end of the string', frame.replace('"One"', '"One')],
    ['more behind it', `${frame} `],
    ['less', frame.slice(0, -1)],
    ['nothing', ''],
    ['a byte less in front', frame.slice(1)],
    ['too much', delta(1, 'x'.repeat(5000))],
    ['a field more', frame.replace('"delta"', '"x":1,"delta"')],
    ['no string', frame.replace('"One"', '1')],
  ])('is not fitted by %s', (_, text) => {
    expect(fitting(mould, text)).toBeUndefined();
  });

  test('holds also where the fields stand in another order, or there is no id', () => {
    const without = made('{"delta":"a","type":"t"}');
    expect([without?.id, without?.delta]).toEqual([-1, 0]);
    expect(fitting(without, '{"delta":"bc","type":"t"}')).toEqual(['bc']);
    expect(
      fitting(
        made('{"delta":"a","n":-1.5e3,"b":null,"c":[],"event_id":"e"}'),
        '{"delta":"","n":-1.5e3,"b":null,"c":[],"event_id":"f"}',
      ),
    ).toEqual(['', 'f']);
  });

  test('has as many gaps as are wanted, and of those that were found the ones that are kept', () => {
    const names = new Set([...free, 'item_id', 'response_id']);
    const another = delta(7, 'two', 'item_2');
    expect(fitting(made(frame, names), another)).toEqual(['event_7', 'resp_1', 'item_2', 'two', 'abcXYZ019']);
    const narrow = made(frame, names, free);
    expect(narrow).toEqual(mould);
    expect(fitting(narrow, another)).toBeUndefined();
    expect(fitting(made(frame, names, new Set()), frame)).toEqual([]);
  });

  test('has a gap only where a string stands', () => {
    const names = new Set([...free, 'item_id']);
    const none = made('{"delta":"a","item_id":null}', names);
    expect(fitting(none, '{"delta":"b","item_id":null}')).toEqual(['b']);
    expect(fitting(none, '{"delta":"b","item_id":"i"}')).toBeUndefined();
  });

  test.each([
    '{}',
    '{ "delta":"a"}',
    '{"delta": "a"}',
    '{"delta":"\\u0041"}',
    '{"event_id":"a\\n"}',
    '{"delta":"a","delta":"b"}',
    '{"delta":"a","delta":7}',
    '{"delta":7,"delta":"a"}',
    '{"delta":"a","event_id":"1","event_id":"2"}',
    '{"d\\u0065lta":"a"}',
    '{"part":{"delta":"a"}}',
    '{"part":["delta"],"delta":"a"}',
    '{"delta":"你"}',
    '{"delta":"a"}\n',
    '{"delta":"a","x":1 }x',
    `{"delta":"${'x'.repeat(5000)}"}`,
  ])('is not made of %j', (text) => {
    expect(made(text)).toBeUndefined();
  });
});
