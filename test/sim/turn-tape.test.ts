import { expect, test } from 'vitest';
import { turnTape } from '../../src/sim/turn-tape.ts';

const frame = (value: number): Int16Array => new Int16Array(480).fill(value);
const add = (tape: ReturnType<typeof turnTape>, ms: number, value: number): void => {
  for (let at = 0; at < ms; at += 10) tape.add(frame(value), value > 100);
};

test('what was said is kept with a little of the silence before it, at 16 kHz, and is taken once', () => {
  const tape = turnTape();
  add(tape, 5000, 3);
  add(tape, 1000, 900);
  add(tape, 400, 3);
  const taken = tape.take();
  expect(taken.length / 16).toBe(300 + 1000 + 400);
  expect([taken[0], taken[16 * 600], taken.at(-1)]).toEqual([3, 900, 3]);
  expect(tape.take()).toHaveLength(0);
  add(tape, 2000, 3);
  expect(tape.take().length / 16).toBe(300);
});

test('three samples become one', () => {
  const tape = turnTape();
  tape.add(
    Int16Array.from({ length: 480 }, (_, at) => at),
    true,
  );
  expect(Array.from(tape.take().slice(0, 4))).toEqual([1, 4, 7, 10]);
});

test('of what does not end, the last minute is kept', () => {
  const tape = turnTape();
  add(tape, 70_000, 900);
  expect(tape.take().length / 16).toBe(60_000);
});
