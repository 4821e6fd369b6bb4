import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inOneGo, withEntry, withoutEntry } from '../../src/core/versioned-map.ts';

type Value = { readonly n: number };

const filled = (size: number): ReadonlyMap<string, Value> => {
  let map: ReadonlyMap<string, Value> = new Map();
  for (let n = 0; n < size; n += 1) map = withEntry(map, `k${n}`, { n });
  return map;
};

describe.each([3, 40])('a map of %i entries', (size) => {
  test('shows all of them in order, in every way a map can', () => {
    const map = filled(size);
    const keys = Array.from({ length: size }, (_, n) => `k${n}`);
    expect(map.size).toBe(size);
    expect([...map.keys()]).toEqual(keys);
    expect([...map.values()].map(({ n }) => n)).toEqual(keys.map((_, n) => n));
    expect([...map].map(([key]) => key)).toEqual(keys);
    const walked: string[] = [];
    map.forEach((_, key) => walked.push(key));
    expect(walked).toEqual(keys);
  });

  test('keeps its versions apart, in whatever order they are read', () => {
    const first = filled(size);
    const second = withEntry(first, 'k1', { n: 100 });
    const third = withoutEntry(second, 'k2');
    const branch = withEntry(first, 'other', { n: 7 });
    for (let round = 0; round < 2; round += 1) {
      expect(first.get('k1')).toEqual({ n: 1 });
      expect(third.has('k2')).toBe(false);
      expect(second.get('k1')).toEqual({ n: 100 });
      expect(second.has('k2')).toBe(true);
      expect(branch.get('other')).toEqual({ n: 7 });
      expect(branch.get('k1')).toEqual({ n: 1 });
      expect(first.has('other')).toBe(false);
      expect([first, second, third, branch].map((map) => map.size)).toEqual([size, size, size - 1, size + 1]);
    }
  });

  test('can be walked while another version is read', () => {
    const first = filled(size);
    const second = withEntry(first, 'other', { n: 7 });
    const seen: string[] = [];
    for (const key of first.keys()) {
      second.get('other');
      seen.push(key);
    }
    expect(seen).toHaveLength(size);
  });

  test('taking out what is not there is no change', () => {
    const map = filled(size);
    expect(withoutEntry(map, 'other')).toBe(map);
  });
});

test('every version is what a plain copy would be', () => {
  const step = fc.record({ from: fc.nat(), key: fc.nat({ max: 40 }), value: fc.option(fc.nat()) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), fc.infiniteStream(fc.nat()), (steps, picks) => {
      const versions: [map: ReadonlyMap<number, Value>, plain: ReadonlyMap<number, Value>][] = [
        [new Map(), new Map()],
      ];
      for (const { from, key, value } of steps) {
        // Mostly the newest is changed, as in a fold.
        const index = from % 4 === 0 ? from % versions.length : versions.length - 1;
        const [map, plain] = versions[index] ?? [new Map(), new Map()];
        const copy = new Map(plain);
        if (value === null) copy.delete(key);
        else copy.set(key, { n: value });
        versions.push([value === null ? withoutEntry(map, key) : withEntry(map, key, { n: value }), copy]);
      }
      for (let round = 0; round < 40; round += 1) {
        const [map, plain] = versions[(picks.next().value ?? 0) % versions.length] ?? [new Map(), new Map()];
        expect(map.size).toBe(plain.size);
        expect(new Map(map)).toEqual(plain);
      }
    }),
    { numRuns: 60 },
  );
});

test('what is changed in one go is what plain copies would be, and changes nothing that was there before', () => {
  const change = fc.record({
    key: fc.nat({ max: 40 }),
    value: fc.option(fc.nat()),
    look: fc.nat(),
    inside: fc.boolean(),
  });
  const go = fc.record({ from: fc.nat(), changes: fc.array(change, { minLength: 1, maxLength: 12 }) });
  fc.assert(
    fc.property(fc.array(go, { maxLength: 25 }), (gos) => {
      const versions: [map: ReadonlyMap<number, Value>, plain: ReadonlyMap<number, Value>][] = [
        [new Map(), new Map()],
      ];
      const at = (index: number) => versions[index % versions.length] ?? [new Map(), new Map()];
      const check = (index: number): void => {
        const [map, plain] = at(index);
        expect(map.size).toBe(plain.size);
        expect(new Map(map)).toEqual(plain);
      };
      const one = (
        [map, plain]: (typeof versions)[number],
        { key, value }: { key: number; value: number | null },
      ): (typeof versions)[number] => {
        const copy = new Map(plain);
        if (value === null) copy.delete(key);
        else copy.set(key, { n: value });
        return [value === null ? withoutEntry(map, key) : withEntry(map, key, { n: value }), copy];
      };
      for (const { from, changes } of gos) {
        const made = inOneGo(() => {
          let now = at(from % 4 === 0 ? from : versions.length - 1);
          for (const step of changes) {
            now = one(now, step);
            // Others are read, and made, meanwhile: of this one, too.
            check(step.look);
            if (step.inside) {
              const inner = inOneGo(() => one(step.look % 2 === 0 ? now : at(step.look), step));
              // What did not change is still to be changed itself.
              if (inner[0] !== now[0]) versions.push(inner);
            }
            expect(new Map(now[0])).toEqual(now[1]);
          }
          return now;
        });
        versions.push(made);
      }
      for (let index = 0; index < versions.length; index += 1) check(index);
      for (let index = versions.length; index > 0; index -= 1) check(index - 1);
    }),
  );
});
