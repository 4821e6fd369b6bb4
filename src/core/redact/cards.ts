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
export const cardIn = (groups: readonly string[]): string | undefined => {
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

/** A card's number, which begins with one of these digits. */
const isWholeCard = (digits: string): boolean => /^[2-6]/.test(digits) && isCard(digits);

/** The first stretch of at least two parts that together are a card's number. */
export const cardAmong = (
  digits: readonly string[],
): { readonly from: number; readonly to: number; readonly value: string } | undefined => {
  for (let from = 0; from < digits.length; from += 1) {
    let value = '';
    for (let to = from; to < digits.length && value.length <= 19; to += 1) {
      value += digits[to] ?? '';
      if (to > from && isWholeCard(value)) return { from, to: to + 1, value };
    }
  }
  return undefined;
};
