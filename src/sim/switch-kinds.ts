type Flag = { readonly kind: 'flag'; readonly fallback: boolean; readonly about: string };
type Count = {
  readonly kind: 'number';
  readonly fallback: number | undefined;
  readonly bare: number;
  readonly about: string;
  readonly only: Only<number>;
};
type Choice = {
  readonly kind: 'choice';
  readonly of: readonly string[];
  readonly fallback: string;
  readonly about: string;
};
type Words = {
  readonly kind: 'text';
  readonly fallback: string | undefined;
  readonly bare: string;
  readonly about: string;
  readonly only: Only<string>;
};

/** Which values a switch takes, and that in words. */
type Only<T> = { readonly words: string; readonly holds: (value: T) => boolean };

const positive: Only<number> = {
  words: 'a number that is not negative',
  holds: (value) => Number.isFinite(value) && value >= 0,
};

/** Those that may stand in a close frame (RFC 6455, 7.4): the others say that there was none. */
export const closeCode: Only<number> = {
  words: 'a code that can be sent: 1000 to 1003, 1007 to 1014, 3000 to 4999',
  holds: (value) =>
    Number.isInteger(value) &&
    ((value >= 1000 && value <= 1014 && ![1004, 1005, 1006].includes(value)) ||
      (value >= 3000 && value <= 4999)),
};

/** What is put into one frame at most. */
export const frameBytes: Only<number> = {
  words: 'a number of bytes, at most 100000000',
  holds: (value) => positive.holds(value) && value <= 100_000_000,
};

const anything: Only<string> = { words: 'any text', holds: () => true };

/** A status, and how often it is answered. */
export const someTimes: Only<string> = {
  words: 'STATUS or STATUSxN, for instance 503x2',
  holds: (value) => /^[1-5]\d\d(?:x\d+)?$/.test(value),
};

/** A switch that is on or off. */
export const flag = (fallback: boolean, about: string): Flag => ({ kind: 'flag', fallback, about });

/** A switch that is a number; `bare` is what its name alone says. */
export const count = (
  fallback: number | undefined,
  bare: number,
  about: string,
  only: Only<number> = positive,
): Count => ({ kind: 'number', fallback, bare, about, only });

/** A switch that is one of several words, by itself the first, by its name alone the second. */
export const choice = (of: readonly string[], about: string): Choice => ({
  kind: 'choice',
  of,
  fallback: of[0] ?? '',
  about,
});

/** A switch that is a text; `bare` is what its name alone says. */
export const words = (bare: string, about: string, only: Only<string> = anything): Words => ({
  kind: 'text',
  fallback: undefined,
  bare,
  about,
  only,
});
