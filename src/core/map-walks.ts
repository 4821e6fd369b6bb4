import { tableOf, versioned } from './versioned-map.ts';

/**
 * The map without its oldest entries, so that so many are left at most; the map given keeps them. This makes one copy of
 * what is left: entries that are taken away one by one would come back as the newest when the map given is read.
 */
export const withNewest = <K, V extends object>(map: ReadonlyMap<K, V>, most: number): ReadonlyMap<K, V> => {
  let old = map.size - most;
  if (old <= 0) return map;
  const left = new Map<K, V>();
  tableOf(map).forEach((value, key) => {
    if (old > 0) old -= 1;
    else left.set(key, value);
  });
  return versioned(left);
};

/** The values for which something is true, without a copy of the map: `isTrue` must look at nothing but the value. */
export const valuesWith = <K, V extends object>(
  map: ReadonlyMap<K, V>,
  isTrue: (value: V) => boolean,
): readonly V[] => {
  const found: V[] = [];
  tableOf(map).forEach((value) => {
    if (isTrue(value)) found.push(value);
  });
  return found;
};
