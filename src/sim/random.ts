/** A stream of numbers in [0, 1) that a seed decides. Not for secrets that matter. */
export type Random = () => number;

/** The stream of this seed (FNV-1a into mulberry32). Different labels give independent streams. */
export const random = (seed: number, ...labels: readonly (string | number)[]): Random => {
  let state = 2_166_136_261 ^ seed;
  for (const character of labels.join('/')) {
    state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 16_777_619);
  }
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

const draw = (from: string, length: number, next: Random): string => {
  let text = '';
  while (text.length < length) text += from[Math.floor(next() * from.length)] ?? '0';
  return text;
};

/** Characters of 0-9A-Za-z. */
export const letters = (length: number, next: Random): string => draw(base62, length, next);

/** Characters of 0-9a-f. */
export const hex = (length: number, next: Random): string =>
  draw(base62.slice(0, 10) + 'abcdef', length, next);
