import { textOf } from './plain-bytes.ts';
import { viewOf } from './view-of.ts';

/** Ids that are remembered at least. */
const remembered = 10_000;

/** A power of two well above it, so that a free place is found soon. */
const places = 16_384;

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

/** Looks a hash up, whose `high` is never 0. Handed on instead of the hash: a pair would be made for every event. */
type Look<T = boolean> = (high: number, low: number) => T;

const first = { a: 0x811c9dc5, b: 0x9e3779b9 };
const mixedHigh = (a: number, units: number): number => Math.imul(a ^ units, 0x01000193) ^ (a >>> 15);
const mixedLow = (b: number, units: number): number => Math.imul(b ^ units, 0x85ebca6b) ^ (b >>> 13);
// Zero marks a free place.
const finished = <T>(a: number, b: number, look: Look<T>): T => look((a ^ (a >>> 15)) >>> 0 || 1, b >>> 0);

/** Looks up text of any characters, two at a time: the few ids that are not ASCII. */
const lookUpAny = <T>(id: string, look: Look<T>): T => {
  let { a, b } = first;
  a ^= id.length;
  let index = id.length & 1;
  if (index === 1) a = b ^ id.charCodeAt(0);
  for (; index < id.length; index += 2) {
    const units = id.charCodeAt(index) | (id.charCodeAt(index + 1) << 16);
    a = mixedHigh(a, units);
    b = mixedLow(b, units);
  }
  return finished(a, b, look);
};

/** Has the hash of an id looked up. */
export const lookUp = <T>(id: string, look: Look<T>): T => {
  let { a, b } = first;
  a ^= id.length;
  let all = 0;
  let index = id.length & 3;
  for (let at = 0; at < index; at += 1) {
    const unit = id.charCodeAt(at);
    all |= unit;
    a = mixedHigh(a, unit);
    b = mixedLow(b, unit);
  }
  for (; index < id.length; index += 4) {
    const one = id.charCodeAt(index);
    const two = id.charCodeAt(index + 1);
    const three = id.charCodeAt(index + 2);
    const four = id.charCodeAt(index + 3);
    all |= one | two | three | four;
    const units = one | (two << 8) | (three << 16) | (four << 24);
    a = mixedHigh(a, units);
    b = mixedLow(b, units);
  }
  return all > 0x7f ? lookUpAny(id, look) : finished(a, b, look);
};

/** Looks up the text that these bytes are, without making it where it is ASCII. */
const lookUpBytes = (bytes: Uint8Array, from: number, to: number, look: Look): boolean => {
  const view = viewOf(bytes);
  let { a, b } = first;
  a ^= to - from;
  let all = 0;
  let index = from + ((to - from) & 3);
  for (let at = from; at < index; at += 1) {
    const unit = view.getUint8(at);
    all |= unit;
    a = mixedHigh(a, unit);
    b = mixedLow(b, unit);
  }
  for (; index < to; index += 4) {
    const units = view.getInt32(index, true);
    all |= units;
    a = mixedHigh(a, units);
    b = mixedLow(b, units);
  }
  return (all & 0x80808080) === 0 ? finished(a, b, look) : lookUpAny(textOf(bytes, from, to), look);
};

/** Tells whether an id came before; the second form takes one that stands, in plain text, between two places of some bytes. */
export type Memory = {
  (id: string): boolean;
  (bytes: Uint8Array, from: number, to: number): boolean;
};

/**
 * Tells whether an id came before, among the last ten thousand at least. It keeps numbers in place instead of strings
 * in a set: this is asked for every event, and a set costs as much as reading the event.
 */
export const memory = (): Memory => {
  // Two generations, so that the oldest ids are forgotten many at a time and never searched for.
  let young = generation();
  let old = generation();
  const look: Look = (a, b) => {
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
  const seen = (id: string | Uint8Array, from = 0, to = 0): boolean =>
    typeof id === 'string' ? lookUp(id, look) : lookUpBytes(id, from, to, look);
  return seen;
};
