/**
 * Rows of numbers that only become more. A number is eight bytes, outside of the memory that is searched for what nobody
 * needs any more: what is kept of thousands of turns is kept here.
 */
export type Cells = {
  readonly rows: () => number;
  /** Adds a row of nothing; the answer is its place. */
  readonly add: () => number;
  readonly get: (row: number, column: number) => number | undefined;
  readonly set: (row: number, column: number, value: number | undefined) => void;
};

/** Rows that get their memory together, so that what is there need not be copied: a power of two. */
const page = 7;
const together = 1 << page;

/** No rows yet, of so many columns. */
export const cells = (columns: number): Cells => {
  const pages: Float64Array[] = [];
  let rows = 0;
  const at = (row: number, column: number): number => (row & (together - 1)) * columns + column;
  return {
    rows: () => rows,
    add() {
      // Nothing is NaN, which no number of the wire is.
      if (rows % together === 0) pages.push(new Float64Array(together * columns).fill(Number.NaN));
      rows += 1;
      return rows - 1;
    },
    get(row, column) {
      const value = pages[row >> page]?.[at(row, column)];
      return value === undefined || Number.isNaN(value) ? undefined : value;
    },
    set(row, column, value = Number.NaN) {
      const numbers = pages[row >> page];
      if (numbers !== undefined && row < rows) numbers[at(row, column)] = value;
    },
  };
};

/** A row, looked at: what is asked is read. A class, because thousands are made to be asked a thing or two. */
export class CellRow<Kept extends Cells> {
  readonly row: number;
  protected readonly kept: Kept;

  constructor(kept: Kept, row: number) {
    this.kept = kept;
    this.row = row;
  }

  protected get(column: number): number | undefined {
    return this.kept.get(this.row, column);
  }

  protected set(column: number, value: number | undefined): void {
    this.kept.set(this.row, column, value);
  }
}

/** Words that come again and again, by number. */
export const numbered = (): {
  readonly number: (word: string | undefined) => number | undefined;
  readonly word: (number: number | undefined) => string | undefined;
} => {
  const numbers = new Map<string, number>();
  const words: string[] = [];
  return {
    number(word) {
      if (word === undefined) return undefined;
      const known = numbers.get(word);
      if (known !== undefined) return known;
      numbers.set(word, words.length);
      return words.push(word) - 1;
    },
    word: (number) => (number === undefined ? undefined : words[number]),
  };
};

/** Things in the order they began, which may be made when they are looked at: of two looks neither is the other. */
export type Rows<T> = Iterable<T> & { readonly length: number; at(index: number): T | undefined };

/** Rows that are made, by `look`, whenever they are looked at; and what `more` can be done with them. */
export const looked = <T, More extends object>(
  { rows }: Cells,
  look: (row: number) => T,
  more: More,
): Rows<T> & More => {
  const seen: Rows<T> = {
    get length() {
      return rows();
    },
    at: (row) => (row < 0 || row >= rows() ? undefined : look(row)),
    *[Symbol.iterator]() {
      for (let row = 0; row < rows(); row += 1) yield look(row);
    },
  };
  return Object.assign(seen, more);
};

/** The last of them that is so. */
export const lastOf = <T>(rows: Rows<T>, is: (one: T) => boolean): T | undefined => {
  for (let index = rows.length - 1; index >= 0; index -= 1) {
    const one = rows.at(index);
    if (one !== undefined && is(one)) return one;
  }
  return undefined;
};
