import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allOver, noPassages, withWords, type Passage, type Words } from '../../src/core/passages.ts';
import { moment } from './script.ts';

type Step = Words & { readonly at?: number };

const told = (steps: readonly Step[]): { whole: readonly Passage[]; left: readonly Passage[] } => {
  let passages = noPassages;
  const whole: Passage[] = [];
  for (const [index, { at = index * 100, ...words }] of steps.entries()) {
    const heard = withWords(passages, words, { at: moment(at), seq: index });
    ({ passages } = heard);
    whole.push(...heard.whole);
  }
  return { whole, left: allOver(passages).whole };
};

const spoken = (...deltas: readonly string[]): readonly Step[] =>
  deltas.map((delta) => ({ who: 'user', delta }));
const texts = (passages: readonly Passage[]): readonly string[] => passages.map(({ text }) => text.trim());

describe('something is whole', () => {
  test.each([
    [['Good', ' morning', '.'], ['Good morning.']],
    [
      [' One', '.', ' Two', '!', ' Three', '?'],
      ['One.', 'Two!', 'Three?'],
    ],
    [[' He said "no."', ' Then'], ['He said "no."']],
    [
      ['はい', '。', 'そうです', '。'],
      ['はい。', 'そうです。'],
    ],
    [['Well', '…'], ['Well…']],
  ])('where a sentence ends: %j', (deltas, expected) => {
    expect(texts(told(spoken(...deltas)).whole)).toEqual(expected);
  });

  test.each([
    [' It', ' costs', ' 3', '.', '50', ' now'],
    [' Mr', '.', ' Smith'],
    [' e.g', '.', ' this'],
    [' J', '.', ' R', '.', ' Ewing'],
  ])('but not at a dot that ends nothing: %j', (...deltas) => {
    const { whole, left } = told(spoken(...deltas));
    expect(texts(whole)).toEqual([]);
    expect(texts(left)).toEqual([deltas.join('').trim()]);
  });

  test.each([
    ['the stream, however long that took', [0, 1800], [0, 60_000], []],
    ['the stream, however short that took', [0, 2000], [0, 10], ['one']],
    ['ours, where the stream tells none', [undefined, 9000], [0, 3999], []],
    ['ours, where the stream tells none', [0, undefined], [0, 4000], ['one']],
  ])('after a pause in the time of %s', (_name, elapsed, at, expected) => {
    const steps = ['one', 'two'].map((delta, index): Step => ({
      who: 'user',
      delta,
      at: at[index] ?? 0,
      elapsedMs: elapsed[index],
    }));
    expect(texts(told(steps).whole)).toEqual(expected);
  });

  test('when it would never end', () => {
    const { whole } = told(spoken(...Array.from({ length: 300 }, () => ' and')));
    expect(whole.length).toBeGreaterThan(1);
    expect(Math.max(...whole.map(({ text }) => text.length))).toBeLessThan(410);
  });
});

test('both sides speak at the same time, and neither is part of the other', () => {
  const { whole, left } = told([
    { who: 'user', delta: 'Good' },
    { who: 'agent', delta: 'Bu' },
    { who: 'user', delta: ' day.' },
    { who: 'agent', delta: 'enos' },
  ]);
  expect(whole).toMatchObject([{ who: 'user', text: 'Good day.', from: moment(0), to: moment(200), seq: 0 }]);
  expect(left).toMatchObject([{ who: 'agent', text: 'Buenos', from: moment(100), to: moment(300), seq: 1 }]);
});

test('no word is lost or told twice, whatever comes', () => {
  const step = fc.record({
    who: fc.constantFrom('user' as const, 'agent' as const),
    delta: fc.oneof(
      fc.string({ maxLength: 8 }),
      fc.constantFrom('.', ' a', '?', ' 3', '。', ' Mr', '"', '\n'),
    ),
    elapsedMs: fc.option(fc.nat(20_000), { nil: undefined }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const { whole, left } = told(steps);
      for (const who of ['user', 'agent'] as const) {
        const came = steps.filter((one) => one.who === who).map(({ delta }) => delta);
        const shown = [...whole, ...left].filter((one) => one.who === who).map(({ text }) => text);
        // What is only space is not worth telling.
        expect(shown.join('').replaceAll(/\s/g, '')).toBe(came.join('').replaceAll(/\s/g, ''));
      }
      const ids = [...whole, ...left].map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
    }),
  );
});
