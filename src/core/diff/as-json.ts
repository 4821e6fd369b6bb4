import type { Comparison } from './comparison.ts';

/** A comparison as it is printed with --json. */
export const comparisonAsJson = ({ rows, numbers, differences }: Comparison): object => ({
  turns: rows.map(({ pair: { a, b }, change, words, places, latency }) => ({
    change,
    who: (b ?? a)?.who,
    a: a && {
      text: a.text,
      arguments: a.arguments,
      from_ms: Math.round(a.from),
      seq: a.seq,
      cut_off: a.cut || undefined,
    },
    b: b && {
      text: b.text,
      arguments: b.arguments,
      from_ms: Math.round(b.from),
      seq: b.seq,
      cut_off: b.cut || undefined,
    },
    words: change === 'changed' && places.length === 0 ? words : undefined,
    places: places.length === 0 ? undefined : places,
    latency: latency && { name: latency.name, a: latency.a, b: latency.b, beyond: latency.beyond },
  })),
  numbers: numbers.map(({ aspect, name, unit, a, b, beyond }) => ({ aspect, name, unit, a, b, beyond })),
  differences,
});
