import { inspect } from 'node:util';

/**
 * A credential that does not print: String, JSON, template and inspect give `[secret …1234]`. Only `.reveal()` gives it
 * away, and only io/connect.ts, io/rest.ts and the token routes of serve call that.
 */
export type Secret = {
  reveal(): string;
  /** The text with every occurrence of the secret replaced by its printed form. */
  hide(text: string): string;
  toString(): string;
  toJSON(): string;
};

/** Wraps a credential. Fewer than 12 characters show none of them. */
export const secret = (value: string): Secret => {
  const shown = value.length < 12 ? '[secret]' : `[secret …${value.slice(-4)}]`;
  const print = (): string => shown;
  const made = {
    reveal: () => value,
    hide: (text: string) => (value === '' ? text : text.replaceAll(value, shown)),
    toString: print,
    toJSON: print,
    [Symbol.toPrimitive]: print,
    [inspect.custom]: print,
  };
  return Object.freeze(made);
};
