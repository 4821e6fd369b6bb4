import { lineDiff } from '../line-diff.ts';

/** Some words that are in both texts, only in the first, or only in the second. */
export type Words = { readonly mark: ' ' | '-' | '+'; readonly text: string };

const wordsOf = (text: string): readonly string[] => text.split(/\s+/u).filter((word) => word !== '');

/** What changed between two texts, word by word; white space is no difference. */
export const wordDiff = (before: string, after: string): readonly Words[] => {
  const runs: { mark: Words['mark']; words: string[] }[] = [];
  for (const { mark, line } of lineDiff(wordsOf(before).join('\n'), wordsOf(after).join('\n'))) {
    const last = runs.at(-1);
    if (last?.mark === mark) last.words.push(line);
    else runs.push({ mark, words: [line] });
  }
  return runs.map(({ mark, words }) => ({ mark, text: words.join(' ') }));
};

/** The words of a text with how often each is in it, whatever its case and punctuation. */
export type Bag = { readonly words: ReadonlyMap<string, number>; readonly size: number };

/** The bag of a text. */
export const bagOf = (text: string): Bag => {
  const words = new Map<string, number>();
  const all = text.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  for (const word of all) words.set(word, (words.get(word) ?? 0) + 1);
  return { words, size: all.length };
};

/** The share of words that two bags have in common, 0 to 1. */
export const likeness = (a: Bag, b: Bag): number => {
  if (a.size + b.size === 0) return 1;
  const [few, many] = a.words.size < b.words.size ? [a, b] : [b, a];
  let common = 0;
  for (const [word, count] of few.words) common += Math.min(count, many.words.get(word) ?? 0);
  return (2 * common) / (a.size + b.size);
};
