import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { block } from '../../src/core/block.ts';
import type { Entry } from '../../src/core/ports.ts';
import { line } from '../../src/ui/line.ts';
import type { ViewOptions } from '../../src/ui/view.ts';
import { delta, fromWire, seen, wire } from '../core/frames.ts';
import { moment } from '../core/script.ts';
import { header } from './scripts.ts';

/** The lines of entries as a sink writes them, and how many of them as bytes. */
const written = (entries: readonly Entry[], options: Partial<ViewOptions>) => {
  const pieces: Uint8Array[] = [];
  const into = block(
    () => new Uint8Array(2048),
    (piece) => pieces.push(piece),
  );
  const { quick, entry } = line({ header, ...options });
  let count = 0;
  for (const one of entries) {
    if (quick?.takes(one) === true && quick.put(one, into)) {
      count += 1;
      continue;
    }
    const text = entry(one);
    if (text !== undefined) into.text(`${text}\n`);
  }
  into.flush();
  return { text: Buffer.concat(pieces).toString('utf8'), quick: count };
};

/** The same lines, all of them as text. */
const told = (entries: readonly Entry[], options: Partial<ViewOptions>): string => {
  const { entry } = line({ header, ...options });
  return entries
    .map(entry)
    .flatMap((text) => (text === undefined ? [] : `${text}\n`))
    .join('');
};

describe.each<Partial<ViewOptions>>([
  {},
  { time: 'none', ascii: true },
  { time: 'rel' },
  { zone: 'Asia/Kathmandu' },
])('with %j', (options) => {
  test('a line is, byte for byte, the one that is told', () => {
    let quick = 0;
    fc.assert(
      fc.property(wire, (frames) => {
        const entries = seen(frames);
        const made = written(entries, options);
        quick += made.quick;
        expect(made.text).toBe(told(entries, options));
      }),
      { numRuns: 150 },
    );
    // Else nothing was tested.
    expect(quick).toBeGreaterThan(100);
  });
});

const pieces = (...texts: readonly string[]): readonly Entry[] =>
  seen(texts.map((text, index) => fromWire(delta(index, text), moment(index))));

test('a text is in quotes where a value is, and left out where it is empty', () => {
  const { text, quick } = written(
    pieces('a', 'plain', ' two', 'a=b', 'café', '', '{"', '":"x y', '"\n"', 'C:\\', '\\u{1b}'),
    {},
  );
  // Of the first nothing was known; of the last three each has an escape that is no quote.
  expect(quick).toBe(7);
  expect([...text.matchAll(/msg="agent says"(.*) item=/g)].map(([, said]) => said)).toEqual([
    ' text=a',
    ' text=plain',
    ' text=" two"',
    ' text="a=b"',
    ' text="café"',
    '',
    ' text="{\\""',
    ' text="\\":\\"x y"',
    String.raw` text="\"\\u{a}\""`,
    String.raw` text="C:\\"`,
    String.raw` text="\\u{5c}u{1b}"`,
  ]);
});

test('what a text has in common is told again for the next one', () => {
  const items = ['item_1', 'item_1', 'item_2', 'item_2', 'item_1', 'item_2'];
  const entries = seen(items.map((item, index) => fromWire(delta(index, 'x', item), moment(index))));
  const { text, quick } = written(entries, {});
  expect(quick).toBe(5);
  expect([...text.matchAll(/item=(\w+)/g)].map(([, item]) => item)).toEqual(items);
  expect([...text.matchAll(/ at=\S+\.(\d+)Z/g)].map(([, ms]) => Number(ms))).toEqual([0, 1, 2, 3, 4, 5]);
});

test('a piece that came before is not shown, and time since the line before needs every line', () => {
  const twice = seen([delta(1, 'a'), delta(2, 'b'), delta(2, 'b')].map((text) => fromWire(text)));
  expect(twice.map((entry) => line({ header }).quick?.takes(entry))).toEqual([false, true, false]);
  expect(line({ header, time: 'delta' }).quick).toBeUndefined();
});
