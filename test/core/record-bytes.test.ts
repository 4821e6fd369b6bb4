import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { block } from '../../src/core/block.ts';
import { observer } from '../../src/core/observe.ts';
import type { Entry } from '../../src/core/ports.ts';
import { encodeEntry } from '../../src/core/record.ts';
import { recordBytes } from '../../src/core/record-bytes.ts';
import { header } from './entries.ts';
import { delta, fromWire, seen, wire, withoutBytes } from './frames.ts';
import { link, sent } from './script.ts';

/** What is written of entries, and how many of them as bytes. */
const written = (entries: readonly Entry[]): { text: string; quick: number } => {
  const pieces: Uint8Array[] = [];
  const into = block(
    () => new Uint8Array(2048),
    (piece) => pieces.push(piece),
  );
  const write = recordBytes(header);
  let quick = 0;
  for (const entry of entries) {
    if (write(entry, into)) quick += 1;
    else into.text(`${encodeEntry(entry, header)}\n`);
  }
  into.flush();
  return { text: Buffer.concat(pieces).toString('utf8'), quick };
};

test('writes of any frames what the encoder of records says', () => {
  let quick = 0;
  fc.assert(
    fc.property(wire, (frames) => {
      const slow = frames.map((frame) => withoutBytes(frame)).map(observer());
      const made = written(seen(frames));
      quick += made.quick;
      expect(made.text).toBe(slow.map((entry) => `${encodeEntry(entry, header)}\n`).join(''));
    }),
    { numRuns: 400 },
  );
  // Else nothing was tested.
  expect(quick).toBeGreaterThan(500);
});

test('counts as far as anybody will', () => {
  const [entry] = seen([fromWire(delta(1, 'a'))]);
  if (entry === undefined) throw new Error('nothing was seen');
  for (const seq of [1, 9, 10, 99, 100, 12_345, 9_999_999_999]) {
    const { signal, event, session } = entry;
    const one = { seq, signal, event, session };
    expect(written([one])).toEqual({ text: `${encodeEntry(one, header)}\n`, quick: 1 });
  }
});

test('gives frames that came together the numbers they have, whichever', () => {
  const [entry] = seen([fromWire(delta(1, 'a'))]);
  if (entry === undefined) throw new Error('nothing was seen');
  const rising = fc
    .array(fc.oneof(fc.constant<number>(1), fc.constantFrom<number>(2, 9, 10, 11, 90, 989, 100_000)), {
      minLength: 1,
    })
    .map((steps) => steps.map((_, index) => steps.slice(0, index + 1).reduce((a, b) => a + b, 0)));
  const any = fc.array(fc.oneof(fc.integer({ min: 1, max: 120 }), fc.maxSafeNat()));
  fc.assert(
    fc.property(fc.oneof(rising, any), (numbers) => {
      const { signal, event, session } = entry;
      const entries = numbers.map((seq) => ({ seq, signal, event, session }));
      const text = entries.map((one) => `${encodeEntry(one, header)}\n`).join('');
      expect(written(entries)).toEqual({ text, quick: entries.length });
    }),
  );
});

test('leaves to the encoder what is no plain frame from the server', () => {
  const entries = [
    link({ to: 'open', epoch: 1, took: 1 }),
    sent({ type: 'response.create' }, 'say'),
    fromWire('{"type":"x"}\n'),
    fromWire('{"type":"\u202e"}'),
    fromWire('nonsense'),
    fromWire('{}'),
    { ...fromWire('{"type":"x"}'), binary: true as const },
  ].map(observer());
  expect(written(entries)).toEqual({
    text: entries.map((entry) => `${encodeEntry(entry, header)}\n`).join(''),
    quick: 0,
  });
});

test('says the same to who records and to who shows, whatever becomes of the bytes in between', () => {
  const file: string[] = [];
  const screen: string[] = [];
  const keeping = (into: string[], done: boolean) =>
    block(
      () => new Uint8Array(4096),
      (piece) => into.push(Buffer.from(piece).toString('utf8')),
      { done: () => done },
    );
  const [recorded, shown] = [keeping(file, true), keeping(screen, false)];
  const [record, show, other] = [recordBytes(header), recordBytes(header), recordBytes({ ...header })];
  const entries = seen(Array.from({ length: 40 }, (_, id) => fromWire(delta(id, `word ${id} señor`))));
  for (const [index, entry] of entries.entries()) {
    expect(record(entry, recorded)).toBe(true);
    if (index % 3 === 0) recorded.flush();
    expect(show(entry, shown)).toBe(true);
    if (index % 5 === 0) expect(other(entry, shown)).toBe(true);
  }
  recorded.flush();
  shown.flush();
  const lines = entries.map((entry) => `${encodeEntry(entry, header)}\n`);
  expect(file.join('')).toBe(lines.join(''));
  expect(screen.join('')).toBe(
    lines.flatMap((line, index) => (index % 5 === 0 ? [line, line] : [line])).join(''),
  );
});

test('says of another call what is true of that', () => {
  const [entry] = seen([fromWire(delta(1, 'a'))]);
  if (entry === undefined) throw new Error('nothing was seen');
  const pieces: string[] = [];
  const into = block(
    () => new Uint8Array(4096),
    (piece) => pieces.push(Buffer.from(piece).toString('utf8')),
  );
  const later = { ...header, startedAt: { wall: 0, mono: 0 } };
  expect([recordBytes(header)(entry, into), recordBytes(later)(entry, into)]).toEqual([true, true]);
  into.flush();
  expect(pieces.join('')).toBe(`${encodeEntry(entry, header)}\n${encodeEntry(entry, later)}\n`);
});
