import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { block, type Block } from '../../src/core/block.ts';

const put = (into: Block, bytes: Uint8Array): void => {
  const { buffer, byteOffset } = into.room(bytes.length);
  new Uint8Array(buffer, byteOffset).set(bytes, into.end);
  into.end += bytes.length;
};

test('hands on what was put in, in order, whatever the sizes, and whenever what was handed on is taken', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 300 }),
          fc.uint8Array({ maxLength: 300 }),
          fc.constantFrom('flush' as const, 'take' as const).map((what) => ({ what })),
        ),
      ),
      fc.infiniteStream(fc.boolean()),
      (parts, takes) => {
        const taken: Buffer[] = [];
        let waiting: Uint8Array[] = [];
        const take = (): void => {
          for (const piece of waiting) taken.push(Buffer.from(piece));
          waiting = [];
        };
        const into = block(
          () => new Uint8Array(100),
          (piece) => {
            waiting.push(piece);
            if (takes.next().value === true) take();
          },
          { done: () => waiting.length === 0 },
        );
        const expected: Buffer[] = [];
        for (const part of parts) {
          if (typeof part === 'string') into.text(part);
          else if (part instanceof Uint8Array) put(into, part);
          else if (part.what === 'take') take();
          else {
            into.flush();
            expect(into.waiting()).toBe(0);
          }
          if (typeof part === 'string' || part instanceof Uint8Array) expected.push(Buffer.from(part));
        }
        into.flush();
        take();
        expect(Buffer.concat(taken).equals(Buffer.concat(expected))).toBe(true);
        expect(taken.every(({ length }) => length > 0)).toBe(true);
      },
    ),
  );
});

test('who is handed a piece may put in more, and have it handed on', () => {
  let text = '';
  let more = 3;
  const into = block(
    () => new Uint8Array(100),
    (piece) => {
      text += Buffer.from(piece).toString();
      if (more === 0) return;
      more -= 1;
      put(into, Buffer.from(`${more}`));
      if (more > 1) into.flush();
    },
    { done: () => true },
  );
  put(into, Buffer.from('first '));
  while (into.waiting() > 0) into.flush();
  expect(text).toBe('first 210');
});

test('copies plain text of any size, and nothing beside it', () => {
  const source = Uint8Array.from({ length: 60 }, (_, at) => 0x30 + at);
  const view = new DataView(source.buffer);
  for (let from = 0; from < 9; from += 1) {
    for (let to = from; to <= 40; to += 1) {
      const handed: number[] = [];
      const into = block(
        () => new Uint8Array(100),
        (piece) => handed.push(...piece),
      );
      put(into, Uint8Array.of(1));
      into.room(to - from);
      into.copy(view, from, to);
      put(into, Uint8Array.of(2));
      into.flush();
      expect(handed).toEqual([1, ...source.subarray(from, to), 2]);
    }
  }
});

test('says how much waits', () => {
  const into = block(
    () => new Uint8Array(100),
    () => undefined,
  );
  expect(into.waiting()).toBe(0);
  put(into, Uint8Array.of(1, 2, 3));
  into.text('four');
  expect(into.waiting()).toBe(7);
  into.flush();
  expect(into.waiting()).toBe(0);
});

test('makes one set of bytes for many small pieces, and one for all that are taken at once', () => {
  for (const [taken, most] of [
    [true, 1],
    [false, 10],
  ] as const) {
    let made = 0;
    const into = block(
      () => {
        made += 1;
        return new Uint8Array(1000);
      },
      () => undefined,
      { done: () => taken },
    );
    for (let times = 0; times < 1000; times += 1) {
      put(into, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
      into.flush();
    }
    expect(made).toBeLessThanOrEqual(most);
  }
});
