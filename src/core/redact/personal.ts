import type { Found } from './edits.ts';
import { numbersIn } from './numbers.ts';
import { matching, type Finder } from './patterns.ts';

const letters = String.raw`\p{L}\p{N}\p{M}`;
const address = new RegExp(
  String.raw`(?<![${letters}._%+'-])[${letters}._%+'-]+(?:@|%40)[${letters}-]+(?:\.[${letters}-]+)+`,
  'giu',
);
/** A word of it, or its letters one by one. */
const part = (signs: string): string =>
  String.raw`(?:(?:[${letters}] ){1,40}[${letters}](?![${letters}])|[${letters}${signs}]+)`;
/** As it is spoken and transcribed: `jane dot doe at example dot com`, `j a n e at g m x dot d e`. */
const spokenAddress = new RegExp(
  String.raw`(?<![${letters}._-])(?:${part('_-')} (?:dot|underscore|dash) ){0,4}${part('._-')} at ${part('-')}(?: dot ${part('-')})+`,
  'giu',
);

const written = (match: string): string =>
  match
    .toLowerCase()
    .replace(/%40/g, '@')
    .replace(/ at /g, '@')
    .replace(/ dot /g, '.')
    .replace(/ underscore /g, '_')
    .replace(/ dash /g, '-')
    .replaceAll(' ', '');

/** Whether the check digits of an account's number are right (ISO 13616: modulo 97). */
const isIban = (letters: string): boolean => {
  if (letters.length < 15 || letters.length > 34) return false;
  let rest = 0;
  for (const character of letters.slice(4) + letters.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
};

const ibansIn: Finder = (text) => {
  const found: Found[] = [];
  const candidate = /(?<![\p{L}\p{N}])[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){11,30}/giu;
  for (const { 0: match, index } of text.matchAll(candidate)) {
    // Words may follow: the longest beginning with the right check digits is it.
    for (let end = match.length; end >= 15; end -= 1) {
      const value = match.slice(0, end).replaceAll(/[ -]/g, '').toUpperCase();
      if (/[ -]$/.test(match.slice(0, end)) || !isIban(value)) continue;
      found.push({ from: index, to: index + end, kind: 'account', value });
      break;
    }
  }
  return found;
};

const finders: readonly Finder[] = [
  matching('email', address, written),
  matching('email', spokenAddress, written),
  ibansIn,
  numbersIn,
];

/** E-mail addresses, telephone, card and account numbers in a text, written or said. */
export const personalIn: Finder = (text) => (text.length < 6 ? [] : finders.flatMap((find) => find(text)));

const fields: readonly (readonly [kind: string, name: RegExp])[] = [
  ['phone', /phone|mobile|telefon|^tel$|^fax$|^(?:caller|callback|msisdn)(?:_?(?:id|no|number))?$/i],
  ['email', /e-?mail/i],
  ['card', /^(?:credit_?|debit_?)?card(?:_?(?:no|num|number))?$|^(?:cvv|cvc|pan)$/i],
  ['account', /iban|^(?:bank_?)?account(?:_?(?:no|num|number|id))?$|^ssn$|^(?:routing|sort)/i],
];

/** What a field of a tool's arguments holds by its name, when its value may be such a thing: it has digits, or an `@`. */
export const personalField = (name: string, value: string): string | undefined => {
  const kind = fields.find(([, pattern]) => pattern.test(name))?.[0];
  return kind !== undefined && (kind === 'email' ? value.includes('@') : /\p{Nd}{3}/u.test(value))
    ? kind
    : undefined;
};

/** What a value that was told by its name is the same as: what it would be if it had been found in a text. */
export const sameAs = (kind: string, text: string): string => {
  if (kind === 'email') return text.toLowerCase();
  if (kind === 'account' && /[A-Z]/i.test(text)) return text.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');
  const digits = text.normalize('NFKC').replaceAll(/\P{Nd}/gu, '');
  return kind === 'card' || digits.length < 10 || digits.length > 15 ? digits : digits.slice(-9);
};
