import { closest } from '../names.ts';

/** How many misses are shown. */
const most = 3;

/** Keeps what came nearest to what was expected: higher scores first, of equal ones the latest. */
export const nearest = () => {
  let kept: { readonly score: number; readonly text: string }[] = [];
  return {
    add(score: number, text: string): void {
      const last = kept.at(-1);
      if (kept.length >= most && last !== undefined && score < last.score) return;
      const others = kept.filter((one) => one.text !== text);
      kept = [{ score, text }, ...others].toSorted((a, b) => b.score - a.score).slice(0, most);
    },
    list: (): readonly string[] => kept.map(({ text }) => text),
  };
};

/** The words of a text that a person would recognise it by. */
const wordsOf = (text: string): ReadonlySet<string> =>
  new Set(text.toLowerCase().match(/[\p{L}\p{N}]{2,}/gu) ?? []);

/** A word that is nearly there counts nearly as much. */
const nearly = 0.8;

/** The share of the wanted words that a text has, 0 to 1. */
export const likeness = (text: string, wanted: string): number => {
  const words = [...wordsOf(wanted)];
  if (words.length === 0) return 0;
  const has = wordsOf(text);
  // A long speech is not compared letter by letter.
  const others = has.size > 500 ? [] : [...has];
  const scores = words.map((word) =>
    has.has(word) ? 1 : word.length > 3 && closest(word, others) !== undefined ? nearly : 0,
  );
  return scores.reduce<number>((sum, score) => sum + score, 0) / words.length;
};
