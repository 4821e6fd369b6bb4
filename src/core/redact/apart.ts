import { cardAmong } from './cards.ts';
import { editJson, type Leaf } from './json-edits.ts';
import { numberAs } from './numbers.ts';

/** What is shown each string, number and name of a field in JSON, and says what comes into its place. */
export type Visit = (leaf: Leaf, what: 'value' | 'key') => string | undefined;

type Part = {
  readonly nth: number;
  readonly digits: string;
  readonly beside: string;
  readonly whole: boolean;
};
type Named = { readonly kind: string; readonly value: string };

const hint = /"\s*\p{Nd}[\p{Nd}\s.-]{0,23}"|\[\s*\d{4}\s*,\s*\d{4}\s*,\s*\d{4}\s*,\s*\d{4}\s*\]/u;

const digitsOf = (value: string | number): string | undefined => {
  if (typeof value === 'number') return value >= 1000 && value <= 9999 ? String(value) : undefined;
  return /^\s*\p{Nd}[\p{Nd}\s.-]{0,23}$/u.test(value)
    ? value.normalize('NFKC').replaceAll(/\P{Nd}/gu, '')
    : undefined;
};

/** Strings of nothing but digits that follow each other in one list or object. */
const rowsIn = (json: string): readonly (readonly Part[])[] => {
  const rows: Part[][] = [];
  let nth = -1;
  let last: Part | undefined;
  editJson(json, ({ value, path }, what) => {
    if (what === 'key') return undefined;
    nth += 1;
    const digits = digitsOf(value);
    const beside = path.slice(0, -1).join('\0');
    const part = digits === undefined ? undefined : { nth, digits, beside, whole: typeof value === 'number' };
    if (part !== undefined) {
      if (last?.nth === nth - 1 && last.beside === beside && last.whole === part.whole)
        rows.at(-1)?.push(part);
      else rows.push([part]);
    }
    last = part;
    return undefined;
  });
  return rows.filter(({ length }) => length > 1);
};

/** What the strings of a row are together, those that are something: parts of a card's number, digits one by one. */
const namedIn = (row: readonly Part[]): readonly (readonly [number, Named])[] => {
  const digits = row.map((part) => part.digits);
  // Numbers are amounts and moments, unless they are written as a card is.
  if (row.some(({ whole }) => whole) && row.length !== 4) return [];
  const card = cardAmong(digits);
  if (card !== undefined)
    return row.slice(card.from, card.to).map(({ nth }) => [nth, { kind: 'card', value: card.value }]);
  const together = digits.every((one) => one.length <= 2) ? numberAs(digits, '') : undefined;
  return together === undefined ? [] : row.map(({ nth }) => [nth, together]);
};

/** Takes numbers out that stand apart, in strings one behind the other, before `visit` is asked about the rest. */
export const withoutApart = (
  json: string,
  visit: Visit,
  place: (kind: string, value: string) => string,
): Visit => {
  if (!hint.test(json)) return visit;
  const apart = new Map(rowsIn(json).flatMap(namedIn));
  if (apart.size === 0) return visit;
  let nth = -1;
  return (leaf, what) => {
    if (what === 'value') nth += 1;
    const named = what === 'value' ? apart.get(nth) : undefined;
    return named === undefined ? visit(leaf, what) : JSON.stringify(place(named.kind, named.value));
  };
};
