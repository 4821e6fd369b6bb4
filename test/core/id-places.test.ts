import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { idPlaces } from '../../src/core/id-places.ts';

test('know every id that a map knows, and no other', () => {
  const id = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.nat(500).map((n) => `item_${n}`),
  );
  fc.assert(
    fc.property(fc.array(id, { maxLength: 400 }), fc.array(id), (known, others) => {
      const places = idPlaces();
      const map = new Map<string, number>();
      for (const [place, one] of known.entries()) {
        places.set(one, place);
        map.set(one, place);
      }
      for (const one of [...known, ...others]) expect(places.get(one)).toBe(map.get(one));
    }),
  );
});
