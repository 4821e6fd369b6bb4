import { lookUp } from './memory.ts';

/** Where things with an id have their place: a number for each. */
export type IdPlaces = {
  readonly get: (id: string) => number | undefined;
  readonly set: (id: string, place: number) => void;
};

/**
 * No places yet. Of an id its hash is kept, in numbers, and not its text: two different ids are taken for one with a chance
 * of 2^-64 (`core/memory.ts`).
 */
export const idPlaces = (): IdPlaces => {
  const table = (slots: number) => ({
    high: new Uint32Array(slots),
    low: new Uint32Array(slots),
    place: new Uint32Array(slots),
  });
  let slots = 128;
  let known = table(slots);
  let size = 0;
  /** The slot of an id, or the free one where it belongs. */
  const slotOf = (high: number, low: number): number => {
    let at = high & (slots - 1);
    while (known.high[at] !== 0 && (known.high[at] !== high || known.low[at] !== low))
      at = (at + 1) & (slots - 1);
    return at;
  };
  const put = (high: number, low: number, place: number): boolean => {
    const at = slotOf(high, low);
    const isNew = known.high[at] === 0;
    known.high[at] = high;
    known.low[at] = low;
    known.place[at] = place;
    return isNew;
  };
  const grow = (): void => {
    const before = known;
    slots *= 2;
    known = table(slots);
    for (let at = 0; at < before.high.length; at += 1) {
      const high = before.high[at] ?? 0;
      if (high !== 0) put(high, before.low[at] ?? 0, before.place[at] ?? 0);
    }
  };
  return {
    get: (id) =>
      lookUp(id, (high, low) => {
        const at = slotOf(high, low);
        return known.high[at] === 0 ? undefined : known.place[at];
      }),
    set: (id, place) =>
      lookUp(id, (high, low) => {
        if (put(high, low, place)) size += 1;
        if (size * 4 > slots * 3) grow();
      }),
  };
};
