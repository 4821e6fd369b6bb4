import type { Found } from './edits.ts';

const parted = String.raw`[\s().\-/\u2010-\u2015\u2212\u00ad\u200b-\u200f\u2060]`;
const words = 'zero|oh|one|two|three|four|five|six|seven|eight|nine';
const word = String.raw`(?:(?:double|triple)[\s-]+)?(?:${words})`;

/** Digits as they are written, digit by digit with commas, and as English words. */
const candidates = [
  new RegExp(String.raw`[+(]?\p{Nd}(?:${parted}{0,3}\p{Nd}){6,}`, 'gu'),
  /(?<!\p{Nd})\p{Nd}{1,2}(?:,\s?\p{Nd}{1,2}){3,}(?!\p{Nd})/gu,
  new RegExp(String.raw`(?<![\p{L}\p{N}])${word}(?:[\s,.-]+${word}){4,}(?![\p{L}\p{N}])`, 'giu'),
];

/** What looks like a long number and is none that belongs to somebody: days, amounts, UUIDs, ids of the API. */
const harmless = new RegExp(
  [
    String.raw`(?<!\d)(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?!\d)(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?!\d))?`,
    String.raw`(?<!\d)\d{1,2}[./]\d{1,2}[./](?:19|20)\d\d(?!\d)`,
    String.raw`[$€£]\s?\d{1,3}(?:[,.]\d{1,3})*(?!\d)`,
    String.raw`(?<!\d)0\.\d{5,}`,
    '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}',
    '(?<![A-Za-z0-9])(?:rtc|event|item|resp|sess|conv|call|msg|mcp[a-z]*)_(?:u\\d_)?(?=[0-9]*[A-Za-z])[A-Za-z0-9]{12,}',
  ].join('|'),
  'giu',
);

const ofAccount = /(?:account|acct|a\/c|konto|iban|routing|sort code|social security|ssn)\P{Nd}{0,24}$/iu;

const spelled: ReadonlyMap<string, string> = new Map([
  ...['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'].map(
    (name, digit) => [name, String(digit)] as const,
  ),
  ['oh', '0'],
]);

/** The digits of a number, however it is written. */
const digitsOf = (written: string): string => {
  if (/\p{Nd}/u.test(written)) return written.normalize('NFKC').replaceAll(/\P{Nd}/gu, '');
  let times = 1;
  let digits = '';
  for (const [name] of written.toLowerCase().matchAll(/\p{L}+/gu)) {
    const digit = spelled.get(name);
    if (digit === undefined) times = name === 'double' ? 2 : 3;
    else {
      digits += digit.repeat(times);
      times = 1;
    }
  }
  return digits;
};

/** Whether the check digit of a card's number is right (Luhn). */
export const isCard = (digits: string): boolean => {
  if (digits.length < 13 || digits.length > 19 || /^0+$/.test(digits)) return false;
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits[digits.length - 1 - index]);
    const counted = index % 2 === 0 ? digit : digit * 2;
    sum += counted > 9 ? counted - 9 : counted;
  }
  return sum % 10 === 0;
};

/** The card among groups of digits, with its date or check number beside it or not. */
const cardIn = (written: string): string | undefined => {
  const groups = written.split(/\P{Nd}+/u).filter((group) => group !== '');
  for (let first = 0; first < Math.min(groups.length, 64); first += 1) {
    let digits = '';
    for (const group of groups.slice(first)) {
      digits += group;
      if (digits.length > 19) break;
      if (isCard(digits)) return digits;
    }
  }
  return undefined;
};

/** What a number is taken for, and what it is the same as: the end of a telephone number tells, whatever its prefix. */
const numberAs = (written: string, before: string): { kind: string; value: string } | undefined => {
  const digits = digitsOf(written);
  if (digits.length < 7) return undefined;
  const card = cardIn(/\p{Nd}/u.test(written) ? written.normalize('NFKC') : digits);
  if (card !== undefined) return { kind: 'card', value: card };
  const kind = digits.length > 15 || ofAccount.test(before.slice(-48)) ? 'account' : 'phone';
  return { kind, value: digits.length >= 10 && digits.length <= 15 ? digits.slice(-9) : digits };
};

/** Telephone, card and account numbers in a text. */
export const numbersIn = (text: string): readonly Found[] => {
  if (!/\p{Nd}|double|triple|(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)[\s,.-]/iu.test(text))
    return [];
  const spared = [...text.matchAll(harmless)].map(
    ({ 0: { length }, index }) => [index, index + length] as const,
  );
  const found: Found[] = [];
  for (const pattern of candidates) {
    for (const { 0: whole, index } of text.matchAll(pattern)) {
      for (const [from, to] of outside([index, index + whole.length], spared)) {
        const as = numberAs(text.slice(from, to), text.slice(0, from));
        if (as !== undefined) found.push({ from, to, ...as });
      }
    }
  }
  return found;
};

type Span = readonly [from: number, to: number];

/** What is left of a span without the places that are spared. */
const outside = (span: Span, spared: readonly Span[]): readonly Span[] => {
  const left: Span[] = [];
  let [from] = span;
  for (const [start, end] of spared) {
    if (end <= from || start >= span[1]) continue;
    if (start > from) left.push([from, start]);
    from = end;
  }
  if (from < span[1]) left.push([from, span[1]]);
  return left;
};
