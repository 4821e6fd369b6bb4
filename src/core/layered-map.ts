/** Below this size a plain copy is as cheap as anything else. */
const small = 64;

/** A large map that is never changed, and the few entries that differ from it. */
class LayeredMap<K, V> implements ReadonlyMap<K, V> {
  readonly base: ReadonlyMap<K, V>;
  readonly top: ReadonlyMap<K, V>;
  readonly size: number;

  constructor(base: ReadonlyMap<K, V>, top: ReadonlyMap<K, V>, size: number) {
    this.base = base;
    this.top = top;
    this.size = size;
  }

  get(key: K): V | undefined {
    return this.top.get(key) ?? this.base.get(key);
  }

  has(key: K): boolean {
    return this.top.has(key) || this.base.has(key);
  }

  *entries(): MapIterator<[K, V]> {
    for (const [key, value] of this.base) yield [key, this.top.get(key) ?? value];
    for (const entry of this.top) if (!this.base.has(entry[0])) yield entry;
    return undefined;
  }

  *keys(): MapIterator<K> {
    for (const [key] of this.entries()) yield key;
    return undefined;
  }

  *values(): MapIterator<V> {
    for (const [, value] of this.entries()) yield value;
    return undefined;
  }

  [Symbol.iterator](): MapIterator<[K, V]> {
    return this.entries();
  }

  forEach(see: (value: V, key: K, map: ReadonlyMap<K, V>) => void): void {
    for (const [key, value] of this.entries()) see(value, key, this);
  }
}

/**
 * The map with one entry set, in order of first insertion; the map given is not changed. A long call has thousands of
 * items, and copying them all for every event would be quadratic: this costs the square root of the size.
 */
export const withEntry = <K, V extends object>(
  map: ReadonlyMap<K, V>,
  key: K,
  value: V,
): ReadonlyMap<K, V> => {
  if (!(map instanceof LayeredMap)) {
    return map.size < small
      ? new Map(map).set(key, value)
      : new LayeredMap(map, new Map([[key, value]]), map.size + (map.has(key) ? 0 : 1));
  }
  const layered = map as LayeredMap<K, V>;
  const size = layered.size + (layered.has(key) ? 0 : 1);
  const top = new Map(layered.top).set(key, value);
  return top.size * top.size < size
    ? new LayeredMap(layered.base, top, size)
    : new LayeredMap(new Map(layered.entries()).set(key, value), new Map(), size);
};

/** The map without one entry; the map given is not changed. */
export const withoutEntry = <K, V extends object>(map: ReadonlyMap<K, V>, key: K): ReadonlyMap<K, V> => {
  if (!map.has(key)) return map;
  const rest = new Map(map);
  rest.delete(key);
  return rest;
};
