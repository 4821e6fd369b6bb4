import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import type { Comparison, Row } from '../../src/core/diff/comparison.ts';
import type { Moment } from '../../src/core/diff/moments.ts';
import { bagOf, wordDiff } from '../../src/core/diff/words.ts';
import { callDiff } from '../../src/ui/call-diff.ts';

const moment = (who: Moment['who'], from: number, text: string, more: Partial<Moment> = {}): Moment => ({
  who,
  text,
  from,
  cut: false,
  seq: from,
  bag: bagOf(text),
  ...more,
});
const row = (change: Row['change'], a?: Moment, b?: Moment, more: Partial<Row> = {}): Row => ({
  change,
  pair: { ...(a === undefined ? {} : { a }), ...(b === undefined ? {} : { b }) },
  aspect: change === 'same' ? undefined : 'replies',
  words: change === 'changed' ? wordDiff(a?.text ?? '', b?.text ?? '') : [],
  places: [],
  latency: undefined,
  ...more,
});

// What acts on a terminal, what is wide, and what is written from right to left or with marks.
const hostile = 'a\u001b[2J\u001b]0;x\u0007b\u202eevil\u202c\u0000\r\nc │ d';
const wide = '你好，我想要一杯玛格丽特酒，谢谢您，请快一点，因为我们的火车很快就要开了。👩‍👩‍👧‍👦 e\u0301te\u0301';
const same = (from: number): Row => row('same', moment('user', from, 'Hello'), moment('user', from, 'Hello'));

const comparison: Comparison = {
  rows: [
    same(0),
    same(1000),
    same(2000),
    row(
      'changed',
      moment(
        'agent',
        3000,
        'One margarita, nine euros, ready in five minutes. Would you like anything else tonight?',
      ),
      moment('agent', 63_000, 'One martini, nine euros, ready in ten minutes. Anything else?', { cut: true }),
      {
        latency: {
          aspect: 'latency',
          name: 'turn_latency_from_vad',
          unit: 'ms',
          a: 900,
          b: 1800,
          beyond: true,
        },
      },
    ),
    row('only-a', moment('user', 5000, wide)),
    row('only-b', undefined, moment('operator', 6000, 'say (response.create)')),
    row(
      'changed',
      moment('tool', 7000, 'place_order', { arguments: '{"n":1}' }),
      moment('tool', 7000, 'place_order'),
      {
        places: [{ kind: 'value', path: ['args', 'n'], before: 1, after: 2 }],
      },
    ),
    row('moved', moment('agent', 8000, 'Goodbye!'), moment('agent', 9000, 'Goodbye!')),
    row('changed', moment('user', 10_000, `${hostile} before`), moment('user', 10_000, `${hostile} ${wide}`)),
    row('only-a', moment('system', 11_000, hostile.repeat(4))),
    same(12_000),
    same(13_000),
  ],
  numbers: [
    { aspect: 'tokens', name: 'tokens', unit: 'tokens', a: 951, b: 1368, beyond: true },
    { aspect: 'cost', name: 'cost', unit: 'USD', a: undefined, b: 0.0305, beyond: false },
  ],
  differences: 8,
};

/** Colours as `‹32›`; any other escape stays, and would be seen. */
const visible = (text: string): string => text.replaceAll(/\x1b\[([\d;]*)m/g, '‹$1›');

describe.each([
  [80, false],
  [80, true],
  [140, false],
  [140, true],
] as const)('%i columns, beside each other: %s', (columns, beside) => {
  test.each([true, false])('coloured: %s', async (coloured) => {
    const text = callDiff(comparison, { coloured, columns, beside });
    const name = `${beside ? 'side-by-side' : 'unified'}-${columns}-${coloured ? 'colour' : 'plain'}`;
    await expect(`${visible(text)}\n`).toMatchFileSnapshot(`../golden/diff/${name}.txt`);
    for (const line of text.split('\n')) {
      expect(stringWidth(line)).toBeLessThanOrEqual(Math.max(columns, 84));
      expect(visible(line)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
    }
  });

  test('with and without colour the words stand at the same places', () => {
    const [colour, plain] = [true, false].map((coloured) =>
      callDiff(
        { ...comparison, rows: comparison.rows.filter(({ change }) => change !== 'changed') },
        {
          coloured,
          columns,
          beside,
        },
      ),
    );
    expect(visible(colour ?? '').replaceAll(/‹[\d;]*›/g, '')).toBe(plain);
  });
});

test('beside each other the line between the calls is straight, whatever stands beside it', () => {
  const lines = callDiff(comparison, { coloured: false, columns: 140, beside: true }).split('\n');
  const column = (line: string): string => {
    let cells = 0;
    for (const { segment } of new Intl.Segmenter().segment(line)) {
      if (cells === 70) return segment;
      cells += stringWidth(segment);
    }
    return cells === 70 ? '' : 'inside a character';
  };
  const turns = lines.slice(1, lines.findIndex((line) => line.includes('note')) + 5);
  const under = turns.filter((line) => /→/.test(line));
  expect(under).toHaveLength(2);
  expect(turns.filter((line) => !under.includes(line)).map(column)).toEqual(
    Array(turns.length - 2).fill('│'),
  );
});
