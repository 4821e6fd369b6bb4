/** Up to this size a plain copy is as cheap as anything else. */
const small = 16;

const put = <K, V>(table: Map<K, V>, key: K, value: V | undefined): void => {
  if (value === undefined) table.delete(key);
  else table.set(key, value);
};

/** What an older version knows: the entries that differ from its successor's. No value means no entry. */
type Difference<K, V extends object> = {
  readonly entries: Map<K, V | undefined>;
  readonly successor: VersionedMap<K, V>;
};

/** The versions that were made since somebody began to make several changes in one go. */
type Going = { readonly made: { end(): void }[] };
let going: Going | undefined;

/**
 * Several changes in one go: a map that was made in `make` is nobody else's while that lasts, so that further changes are
 * made to itself. What was there before keeps what it has, as ever.
 */
export const inOneGo = <T>(make: () => T): T => {
  const outer = going;
  const mine: Going = { made: [] };
  going = mine;
  try {
    return make();
  } finally {
    going = outer;
    for (const map of mine.made) map.end();
  }
};

/**
 * One version of a map whose versions share one table: the newest holds it, an older one knows only how it differs from
 * its successor, and takes the table over when it is read (Baker 1991, "Shallow binding makes functional arrays fast").
 */
class VersionedMap<K, V extends object> implements ReadonlyMap<K, V> {
  size: number;
  private state: Map<K, V> | Difference<K, V>;
  /** While it may be changed itself: for whom, and the version that has to be told how it then differs. */
  private own: { readonly going: Going; readonly before: VersionedMap<K, V> | undefined } | undefined;

  constructor(table: Map<K, V>, before?: VersionedMap<K, V>) {
    this.state = table;
    this.size = table.size;
    this.own = going === undefined ? undefined : { going, before };
    going?.made.push(this);
  }

  /** From now on it is as it is. */
  end(): void {
    this.own = undefined;
  }

  table(): Map<K, V> {
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
      const { entries, successor } = difference;
      const back = new Map<K, V | undefined>();
      for (const [key, value] of entries) {
        back.set(key, table.get(key));
        put(table, key, value);
      }
      successor.state = { entries: back, successor: older };
      older.state = table;
    }
    return table;
  }

  /** The next version, in which one entry has this value, or is not there; itself, where nobody else has it yet. */
  changed(key: K, value: V | undefined): ReadonlyMap<K, V> {
    const table = this.table();
    const was = table.get(key);
    put(table, key, value);
    if (this.own !== undefined && this.own.going === going) {
      this.own.before?.differs(key, was);

      this.size = table.size;
      return this;
    }
    this.end();
    const next = new VersionedMap(table, this);
    this.state = { entries: new Map([[key, was]]), successor: next };
    return next;
  }

  /** Its successor, which holds the table, changed: this is what was there, and still is here. */
  private differs(key: K, was: V | undefined): void {
    if (this.state instanceof Map || this.state.entries.has(key)) return;
    this.state.entries.set(key, was);
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
  put(copy, key, value);
  return copy.size > small ? new VersionedMap(copy) : copy;
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

/** A map of which further versions are cheap at any size; the table is its own from now on. */
export const versioned = <K, V extends object>(table: Map<K, V>): ReadonlyMap<K, V> =>
  new VersionedMap(table);

/** What is in a map, to be walked over without a copy: it changes as soon as another version is read or made. */
export const tableOf = <K, V extends object>(map: ReadonlyMap<K, V>): ReadonlyMap<K, V> =>
  map instanceof VersionedMap ? (map as VersionedMap<K, V>).table() : map;
