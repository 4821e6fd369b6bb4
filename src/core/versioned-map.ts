/** Up to this size a plain copy is as cheap as anything else. */
const small = 16;

/** What an older version knows: the one entry that differs from its successor. No value means no entry. */
type Difference<K, V extends object> = {
  readonly key: K;
  readonly value: V | undefined;
  readonly successor: VersionedMap<K, V>;
};

/**
 * One version of a map whose versions share one table: the newest holds it, an older one knows only how it differs from
 * its successor, and takes the table over when it is read (Baker 1991, "Shallow binding makes functional arrays fast").
 */
class VersionedMap<K, V extends object> implements ReadonlyMap<K, V> {
  readonly size: number;
  private state: Map<K, V> | Difference<K, V>;

  constructor(table: Map<K, V>, size: number) {
    this.state = table;
    this.size = size;
  }

  private table(): Map<K, V> {
    if (this.state instanceof Map) return this.state;
    const path: { older: VersionedMap<K, V>; difference: Difference<K, V> }[] = [];
    // oxlint-disable-next-line typescript/no-this-alias -- the walk begins here
    let older: VersionedMap<K, V> = this;
    let { state } = older;
    while (!(state instanceof Map)) {
      path.push({ older, difference: state });
      older = state.successor;
      ({ state } = older);
    }
    const table = state;
    for (const { older, difference } of path.reverse()) {
      const { key, value, successor } = difference;
      successor.state = { key, value: table.get(key), successor: older };
      if (value === undefined) table.delete(key);
      else table.set(key, value);
      older.state = table;
    }
    return table;
  }

  /** The next version, in which one entry has this value, or is not there. */
  changed(key: K, value: V | undefined): ReadonlyMap<K, V> {
    const table = this.table();
    const before = table.get(key);
    if (value === undefined) table.delete(key);
    else table.set(key, value);
    const next = new VersionedMap(table, table.size);
    this.state = { key, value: before, successor: next };
    return next;
  }

  get(key: K): V | undefined {
    return this.table().get(key);
  }

  has(key: K): boolean {
    return this.table().has(key);
  }

  // Another version may take the table over between two steps, so that walks go over a copy.
  entries(): MapIterator<[K, V]> {
    return new Map(this.table()).entries();
  }

  keys(): MapIterator<K> {
    return new Map(this.table()).keys();
  }

  values(): MapIterator<V> {
    return new Map(this.table()).values();
  }

  [Symbol.iterator](): MapIterator<[K, V]> {
    return this.entries();
  }

  forEach(see: (value: V, key: K, map: ReadonlyMap<K, V>) => void): void {
    for (const [key, value] of this.entries()) see(value, key, this);
  }
}

const changed = <K, V extends object>(
  map: ReadonlyMap<K, V>,
  key: K,
  value: V | undefined,
): ReadonlyMap<K, V> => {
  if (map instanceof VersionedMap) return (map as VersionedMap<K, V>).changed(key, value);
  const copy = new Map(map);
  if (value === undefined) copy.delete(key);
  else copy.set(key, value);
  return copy.size > small ? new VersionedMap(copy, copy.size) : copy;
};

/**
 * The map with one entry set; the map given keeps what it has. A long call has thousands of items, and a copy of them
 * for every event would be quadratic: this costs the same at any size.
 */
export const withEntry = <K, V extends object>(map: ReadonlyMap<K, V>, key: K, value: V): ReadonlyMap<K, V> =>
  changed(map, key, value);

/** The map without one entry; the map given keeps it. */
export const withoutEntry = <K, V extends object>(map: ReadonlyMap<K, V>, key: K): ReadonlyMap<K, V> =>
  map.has(key) ? changed(map, key, undefined) : map;
