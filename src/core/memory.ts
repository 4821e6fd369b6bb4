/** Ids that are remembered at least. */
const remembered = 10_000;

/** A power of two well above it, so that a free place is found soon. */
const places = 32_768;

/** Two different ids are taken for one with a chance of 2^-64: their hashes are kept, not their text. */
const generation = () => ({ high: new Uint32Array(places), low: new Uint32Array(places), size: 0 });

const has = ({ high, low }: ReturnType<typeof generation>, a: number, b: number): boolean => {
  for (let at = a & (places - 1); high[at] !== 0; at = (at + 1) & (places - 1))
    if (high[at] === a && low[at] === b) return true;
  return false;
};

const put = (into: ReturnType<typeof generation>, a: number, b: number): void => {
  let at = a & (places - 1);
  while (into.high[at] !== 0) at = (at + 1) & (places - 1);
  into.high[at] = a;
  into.low[at] = b;
  into.size += 1;
};

/**
 * Tells whether an id came before, among the last ten thousand at least. It keeps numbers in place instead of strings
 * in a set: this is asked for every event, and a set costs as much as reading the event.
 */
export const memory = (): ((id: string) => boolean) => {
  // Two generations, so that the oldest ids are forgotten many at a time and never searched for.
  let young = generation();
  let old = generation();
  return (id) => {
    let a = 0x811c9dc5;
    let b = 0x9e3779b9;
    let index = id.length & 1;
    if (index === 1) a = b ^ id.charCodeAt(0);
    for (; index < id.length; index += 2) {
      const units = id.charCodeAt(index) | (id.charCodeAt(index + 1) << 16);
      a = Math.imul(a ^ units, 0x01000193) ^ (a >>> 15);
      b = Math.imul(b ^ units, 0x85ebca6b) ^ (b >>> 13);
    }
    // Zero marks a free place.
    a = (a ^ (a >>> 15)) >>> 0 || 1;
    b >>>= 0;
    if (has(young, a, b) || has(old, a, b)) return true;
    put(young, a, b);
    if (young.size < remembered) return false;
    const emptied = old;
    old = young;
    emptied.high.fill(0);
    emptied.size = 0;
    young = emptied;
    return false;
  };
};
