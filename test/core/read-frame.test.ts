import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { frameReader } from '../../src/core/read-frame.ts';
import { decodeRecord, type ReadRecord } from '../../src/core/read-record.ts';
import { encodeEntry } from '../../src/core/record.ts';
import type { FrameSignal } from '../../src/core/signal.ts';
import { header } from './entries.ts';
import { seen, wire } from './frames.ts';
import { moment } from './script.ts';

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Reads lines as a file's reader does; says how many were read without parsing. */
const reading = () => {
  let quick = 0;
  const reader = frameReader((at, bytes, from, to): FrameSignal => ({
    at,
    kind: 'frame',
    direction: 'received',
    text: decoder.decode(bytes.subarray(from, to)),
  }));
  return {
    quick: () => quick,
    read: (line: string): ReadRecord => {
      // Something stands in front of it and behind it, as in a file.
      const bytes = new TextEncoder().encode(`"}}\n${line}\n"}}}`);
      const record = reader.read(bytes, 4, bytes.length - 5);
      if (record !== undefined) quick += 1;
      else reader.learn(line);
      return record ?? decodeRecord(line);
    },
  };
};

const line = (event: string, { seq = '2', ms = '1.5', at = '2026-11-21T10:00:00.001Z' } = {}): string =>
  `{"v":1,"seq":${seq},"ms":${ms},"at":"${at}","call_id":"rtc_a","kind":"frame","dir":"in","event":${event}}`;

/** What could be taken for a record of ours. */
const twisted = (text: string): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constant(text) },
    fc.constantFrom(
      `${text} `,
      `${text}}`,
      text.slice(0, -1),
      text.replace(/\}$/, ',"more":{}}'),
      text.replace(/\}$/, ' }'),
      text.replace('"event":', '"event": '),
      text.replace('"event":', '"by":"say","event":'),
      text.replace('"event":', '"duplicate":true,"event":'),
      text.replace('"dir":"in"', '"dir":"out"'),
      text.replace('"v":1', '"v":2'),
      text.replace('rtc_', 'rtc_b_'),
    ),
    fc
      .tuple(fc.nat(), fc.constantFrom('"', '\\', '{', '}', ',', ':', 'x', '0', '9', '.', '-', 'Z', 'é'))
      .map(([at, sign]) => {
        const place = at % text.length;
        return text.slice(0, place) + sign + text.slice(place + 1);
      }),
  );

test('reads of any lines what decoding their text gives', () => {
  let quick = 0;
  fc.assert(
    fc.property(
      wire.chain((frames) =>
        fc.tuple(
          ...seen(frames).map((entry) => twisted(encodeEntry(entry, { ...header, startedAt: moment(0) }))),
        ),
      ),
      (lines) => {
        const { read, quick: count } = reading();
        for (const one of lines) {
          // Half of a pair is nothing that a file can hold.
          const text = decoder.decode(new TextEncoder().encode(one));
          expect(read(text)).toEqual(decodeRecord(text));
        }
        quick += count();
      },
    ),
    { numRuns: 400 },
  );
  // Else nothing was tested.
  expect(quick).toBeGreaterThan(500);
});

test.each([
  ['a later second', line('{}', { at: '2026-11-21T10:00:01.999Z' })],
  ['a long number', line('{}', { seq: '123456789012345' })],
  ['a long time', line('{}', { ms: '12345678901234.9' })],
  ['brackets and quotes in strings', line('{"a":"}]\\"{[","b":["\\\\"]}')],
])('reads %s', (_, text) => {
  const { read, quick } = reading();
  read(line('{}'));
  expect(read(text)).toEqual(decodeRecord(text));
  expect(quick()).toBe(1);
});

test.each([
  ['no number', line('{}', { seq: '' })],
  ['a number that is too long', line('{}', { seq: '1234567890123456' })],
  ['a time that is too long to be exact', line('{}', { ms: '123456789012345.9' })],
  ['a time with two decimals', line('{}', { ms: '1.55' })],
  ['a time before the start', line('{}', { ms: '-1.5' })],
  ['a day that is none', line('{}', { at: '2026-02-30T10:00:00.000Z' })],
  ['a moment in another shape', line('{}', { at: '2026-11-21T10:00:00Z' })],
  ['letters where digits belong', line('{}', { at: '2026-11-21T10:00:00.0x1Z' })],
  ['no object', line('[]')],
  ['an object that ends before', line('{},"more":{}')],
  ['an object that does not end', line('{"a":"')],
  ['nothing', ''],
])('leaves to others %s', (_, text) => {
  const { read, quick } = reading();
  read(line('{}'));
  expect(read(text)).toEqual(decodeRecord(text));
  expect(quick()).toBe(0);
});

test('frames that were read together share their moment', () => {
  const { read } = reading();
  const [, one, two, later] = [line('{}'), line('{}'), line('{}'), line('{}', { ms: '1.6' })].map(read);
  const at = (record: ReadRecord | undefined) => (record?.kind === 'signal' ? record.signal.at : undefined);
  expect(at(one)).toBeDefined();
  expect(at(two)).toBe(at(one));
  expect(at(later)).not.toBe(at(one));
});
