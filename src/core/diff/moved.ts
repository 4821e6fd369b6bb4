import type { Aspect, Row } from './comparison.ts';
import { squeezed, type Moment } from './moments.ts';

const key = ({ who, text, arguments: given }: Moment): string => JSON.stringify([who, squeezed(text), given]);

/** What is missing at one place and comes at another was not taken away but moved: it is shown where it is in the second. */
export const moved = (rows: readonly Row[], aspect: Aspect | undefined): readonly Row[] => {
  const gone = new Map<string, Row[]>();
  for (const one of rows) {
    if (one.change !== 'only-a' || one.pair.a === undefined) continue;
    const name = key(one.pair.a);
    gone.set(name, [...(gone.get(name) ?? []), one]);
  }
  const from = new Set<Row>();
  const found = rows.map((one) => {
    const partner =
      one.pair.b !== undefined && one.change === 'only-b' ? gone.get(key(one.pair.b))?.shift() : undefined;
    if (partner?.pair.a === undefined) return one;
    from.add(partner);
    return {
      ...one,
      pair: { ...one.pair, a: partner.pair.a },
      change: aspect === undefined ? 'same' : 'moved',
      aspect,
    } as const;
  });
  return found.filter((one) => !from.has(one));
};
