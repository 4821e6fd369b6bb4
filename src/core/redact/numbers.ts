import { cardIn } from './cards.ts';
import type { Found } from './edits.ts';
import { isOfThing, outside, sparedIn } from './harmless.ts';
import { runsIn, type Run } from './numerals.ts';

const parted = String.raw`[\s().\-/\u2010-\u2015\u2212\u00ad\u200b-\u200f\u2060]`;

/** Digits as they are written, and digit by digit with commas. */
const candidates = [
  new RegExp(String.raw`[+(]?\p{Nd}(?:${parted}{0,3}\p{Nd}){6,}`, 'gu'),
  /(?<!\p{Nd})\p{Nd}{1,2}(?:,\s?\p{Nd}{1,2}){3,}(?!\p{Nd})/gu,
];

const ofAccount = /(?:account|acct|a\/c|konto|iban|routing|sort code|social security|ssn)\P{Nd}{0,24}$/iu;

/** What a number is taken for, and what it is the same as: the end of a telephone number tells, whatever its prefix. */
export const numberAs = (
  groups: readonly string[],
  before: string,
): { readonly kind: string; readonly value: string } | undefined => {
  const digits = groups.join('');
  if (digits.length < 7) return undefined;
  const card = cardIn(groups);
  if (card !== undefined) return { kind: 'card', value: card };
  const kind = digits.length > 15 || ofAccount.test(before.slice(-48)) ? 'account' : 'phone';
  return { kind, value: digits.length >= 10 && digits.length <= 15 ? digits.slice(-9) : digits };
};

/** A number of a thing stays, unless it is written as only a telephone number is, or is a card's. */
const unlessOfThing = (as: ReturnType<typeof numberAs>, written: string, before: string) =>
  as !== undefined && as.kind !== 'card' && !written.startsWith('+') && isOfThing(before) ? undefined : as;

const groupsOf = (written: string): readonly string[] =>
  written
    .normalize('NFKC')
    .split(/\P{Nd}+/u)
    .filter((group) => group !== '');

/** Whether words that are digits are a number: not those of a sum, nor what is counted by tens. */
const isSpoken = ({ groups, spelled }: Run): boolean =>
  spelled > 0 && groups.length >= 4 && !groups.every((group) => /^\d?0+$/.test(group));

/** Telephone, card and account numbers in a text, in digits, in words and in both. */
export const numbersIn = (text: string): readonly Found[] => {
  const spared = sparedIn(text);
  const found: Found[] = [];
  for (const run of runsIn(text, spared)) {
    const before = text.slice(0, run.from);
    const as = isSpoken(run)
      ? unlessOfThing(numberAs(run.groups, before), text.slice(run.from, run.to), before)
      : undefined;
    if (as !== undefined) found.push({ from: run.from, to: run.to, ...as });
  }
  if (!/\p{Nd}/u.test(text)) return found;
  for (const pattern of candidates) {
    for (const { 0: whole, index } of text.matchAll(pattern)) {
      for (const [from, to] of outside([index, index + whole.length], spared)) {
        const [written, before] = [text.slice(from, to), text.slice(0, from)];
        const as = unlessOfThing(numberAs(groupsOf(written), before), written, before);
        if (as !== undefined) found.push({ from, to, ...as });
      }
    }
  }
  return found;
};
