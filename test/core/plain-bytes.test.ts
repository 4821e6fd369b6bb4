import { expect, test } from 'vitest';
import { kindOf, kinds } from '../../src/core/code-point.ts';
import { escapedEnd, isPlainText, joiner, plainEnd, textOf } from '../../src/core/plain-bytes.ts';
import { escapeJson, escapeText } from '../../src/core/safe.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

const all = Array.from({ length: 0x3000 }, (_, point) => String.fromCodePoint(point));

test('plain is what stands in a string of JSON, and on a terminal, as itself', () => {
  const plain = all.filter((one) => plainEnd(bytesOf(`${one}"`), 0) > 0);
  expect(plain.length).toBe(0x5f - 2 + 0x1c0);
  for (const one of plain) {
    expect(kindOf(one.codePointAt(0) ?? 0), one).toBe(kinds.plain);
    expect(JSON.stringify(one)).toBe(`"${one}"`);
    expect(escapeText(one)).toBe(one);
    expect(escapeJson(`"${one}"`)).toBe(`"${one}"`);
    expect(isPlainText(one)).toBe(true);
  }
  expect(all.filter((one) => isPlainText(one))).toEqual(
    all.filter((one) => plain.includes(one) || one === '"' || one === '\\'),
  );
});

test('plain text ends in front of what is not plain, or with the bytes', () => {
  expect(plainEnd(bytesOf('né"'), 0)).toBe(3);
  expect(plainEnd(bytesOf('né'), 1)).toBe(3);
  expect(plainEnd(bytesOf('a\\n'), 0)).toBe(1);
  expect(plainEnd(bytesOf('a你'), 0)).toBe(1);
  expect(plainEnd(bytesOf(''), 0)).toBe(0);
});

test('plain text ends there wherever that stands, and at the end that is given', () => {
  const plainBytes = all
    .slice(0x20, 0x7f)
    .filter((one) => one !== '"' && one !== '\\')
    .map((one) => one.charCodeAt(0));
  for (let size = 1; size < 10; size += 1) {
    const bytes = new Uint8Array(size + 4).fill(0x41);
    expect(plainEnd(bytes, 2, 2 + size)).toBe(2 + size);
    for (let at = 2; at < 2 + size; at += 1) {
      for (let byte = 0; byte < 0x80; byte += 1) {
        bytes[at] = byte;
        expect(plainEnd(bytes, 2, 2 + size), `${at}: ${byte}`).toBe(
          plainBytes.includes(byte) ? 2 + size : at,
        );
      }
      bytes[at] = 0x41;
    }
  }
});

test('text with escapes ends in front of any but those of two characters', () => {
  const end = (text: string): number => escapedEnd(bytesOf(text), 0);
  for (const one of all.slice(0, 0x80)) {
    const json = JSON.stringify(one);
    expect(end(json.slice(1))).toBe(
      json.includes('u') && one !== 'u' ? 0 : one === '\u007f' ? 0 : json.length - 2,
    );
    expect(end(`\\${one}"`)).toBe('"\\/bfnrt'.includes(one) ? 2 : 0);
  }
  expect(end('né\\n\\"\\\\"')).toBe(9);
  expect(end('a\\')).toBe(1);
  expect(escapedEnd(bytesOf('a\\n'), 0, 2)).toBe(1);
});

test('gives back the text of plain bytes, and of short escapes', () => {
  const text = all.filter((one) => isPlainText(one) && one !== '\\').join('');
  const bytes = bytesOf(text);
  expect(textOf(bytes, 0, bytes.length)).toBe(text);
  expect(textOf(bytesOf('xcafé!'), 1, 6)).toBe('café');
  const escaped = '\\"\\\\\\/\\b\\f\\n\\r\\t';
  expect(textOf(bytesOf(escaped), 0, escaped.length)).toBe(JSON.parse(`"${escaped}"`));
});

test('joins any number of stretches, and begins anew after each text', () => {
  const joining = joiner();
  const bytes = bytesOf('[ señor]');
  for (let times = 0; times < 1000; times += 1) joining.add(bytes, 1, bytes.length - 1);
  expect(joining.text()).toBe(' señor'.repeat(1000));
  joining.add(bytesOf('é\\n\\\\n\\"'), 0, 9);
  expect(joining.text()).toBe('é\n\\n"');
  joining.add(bytesOf('\ufeffa'), 0, 4);
  expect(joining.text()).toBe('\ufeffa');
  expect(joining.text()).toBe('');
});
