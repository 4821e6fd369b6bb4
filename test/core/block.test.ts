import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { block, type Block } from '../../src/core/block.ts';

const put = (into: Block, bytes: Uint8Array): void => {
  into.room(bytes.length).set(bytes, into.end);
  into.end += bytes.length;
};

test.each([true, false])('hands on what was put in, in order, whatever the sizes (reuse: %s)', (reuse) => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 300 }),
          fc.uint8Array({ maxLength: 300 }),
          fc.constant('flush' as const).map(() => undefined),
        ),
      ),
      (parts) => {
        const handed: Buffer[] = [];
        const into = block(
          () => new Uint8Array(100),
          (piece) =>
            handed.push(
              reuse ? Buffer.from(piece) : Buffer.from(piece.buffer, piece.byteOffset, piece.length),
            ),
          { reuse },
        );
        const expected: Buffer[] = [];
        for (const part of parts) {
          if (part === undefined) {
            into.flush();
            expect(into.waiting()).toBe(0);
          } else if (typeof part === 'string') into.text(part);
          else put(into, part);
          if (part !== undefined) expected.push(Buffer.from(part));
        }
        into.flush();
        expect(Buffer.concat(handed).equals(Buffer.concat(expected))).toBe(true);
        expect(handed.every(({ length }) => length > 0)).toBe(true);
      },
    ),
  );
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

test('makes one set of bytes for many small pieces, and with reuse for all', () => {
  for (const [reuse, most] of [
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
      { reuse },
    );
    for (let times = 0; times < 1000; times += 1) {
      put(into, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
      into.flush();
    }
    expect(made).toBeLessThanOrEqual(most);
  }
});
