import {
  digitWords,
  englishDigits,
  fillers,
  firstWords,
  mostWords,
  plainWord,
  repeats,
} from './digit-words.ts';
import type { Span } from './harmless.ts';

/** Digits in a row as they are said or written, in words, in digits or in both. */
export type Run = {
  readonly from: number;
  readonly to: number;
  /** The digits of each part: of a word, of digits that were written together. */
  readonly groups: readonly string[];
  /** How many of the parts are words. */
  readonly spelled: number;
};

type Token = { readonly from: number; readonly to: number; readonly word: string; readonly written: boolean };

/** What may stand between two parts of a number. */
const gap = /^[\s,.;\-\u2010-\u2015\u2026/()]{1,5}$/u;
const portuguese = /(?<!\p{L})(?:dois|duas|tr[eê]s|quatro|sete|oito|nove|meia|vinte)(?!\p{L})/iu;

const tokensOf = (text: string): readonly Token[] =>
  [...text.matchAll(/\p{Nd}+|[\p{L}\p{M}]+/gu)].map(({ 0: found, index }) => {
    const written = /^\p{Nd}/u.test(found);
    return {
      from: index,
      to: index + found.length,
      word: written ? found.normalize('NFKC') : plainWord(found),
      written,
    };
  });

/** The number that begins at a token: how many tokens it takes, and its digits. */
const numeralAt = (
  text: string,
  tokens: readonly Token[],
  index: number,
): { readonly length: number; readonly digits: string } | undefined => {
  const token = tokens[index];
  if (token === undefined) return undefined;
  if (token.written) {
    // `10am` and `a4` are no digits of a number.
    const attached = /\p{L}/u.test(text.charAt(token.to)) || /\p{L}/u.test(text.charAt(token.from - 1));
    return attached ? undefined : { length: 1, digits: token.word };
  }
  if (!firstWords.has(token.word)) return undefined;
  for (let length = Math.min(mostWords, tokens.length - index); length > 0; length -= 1) {
    const part = tokens.slice(index, index + length);
    const digits = digitWords.get(part.map(({ word }) => word).join(' '));
    if (digits === undefined) continue;
    const together = part.every(
      ({ from }, nth) => nth === 0 || /^[\s-]{1,2}$/.test(text.slice(part[nth - 1]?.to, from)),
    );
    if (together) return { length, digits };
  }
  return undefined;
};

const times = (text: string, tokens: readonly Token[], index: number) => {
  const factor = repeats.get(tokens[index]?.word ?? '');
  const single = factor === undefined ? undefined : numeralAt(text, tokens, index + 1);
  if (factor === undefined || single === undefined || single.digits.length > 1) return undefined;
  return { length: 1 + single.length, digits: single.digits.repeat(factor) };
};

/** The runs of digits in a text; what is spared is in none of them. */
export const runsIn = (text: string, spared: readonly Span[]): readonly Run[] => {
  const tokens = tokensOf(text);
  const runs: Run[] = [];
  const isPortuguese = portuguese.test(text);
  let open: { from: number; to: number; groups: string[]; spelled: number } | undefined;
  /** The end of what was said last, be it a filler, and how many fillers there were since the last digit. */
  let reach = 0;
  let fill = 0;
  const close = (): void => {
    if (open !== undefined) runs.push(open);
    open = undefined;
    fill = 0;
  };
  let next = 0;
  const isSpared = ({ from, to }: Token): boolean => {
    while (next < spared.length && (spared[next]?.[1] ?? 0) <= from) next += 1;
    return (spared[next]?.[0] ?? Number.POSITIVE_INFINITY) < to;
  };
  for (let index = 0; index < tokens.length;) {
    const token = tokens[index];
    if (token === undefined) break;
    if (open !== undefined && !gap.test(text.slice(reach, token.from))) close();
    const hesitates = token.word === 'um' && !isPortuguese;
    const zero =
      token.word === 'o' && open !== undefined && englishDigits.has(tokens[index - 1]?.word ?? '')
        ? { length: 1, digits: '0' }
        : undefined;
    const found =
      isSpared(token) || hesitates
        ? undefined
        : (times(text, tokens, index) ?? numeralAt(text, tokens, index) ?? zero);
    if (found !== undefined) {
      open ??= { from: token.from, to: token.to, groups: [], spelled: 0 };
      index += found.length;
      open.to = reach = tokens[index - 1]?.to ?? token.to;
      open.groups.push(found.digits);
      if (!token.written) open.spelled += 1;
      fill = 0;
      continue;
    }
    if (open !== undefined && (token.word === 'hundred' || token.word === 'thousand')) {
      open.groups.push(`${open.groups.pop() ?? ''}${token.word === 'hundred' ? '00' : '000'}`);
      open.to = reach = token.to;
    } else if (open !== undefined && fill < 2 && (hesitates || fillers.has(token.word))) {
      reach = token.to;
      fill += 1;
    } else close();
    index += 1;
  }
  close();
  return runs;
};
