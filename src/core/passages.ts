import type { Instant } from './signal.ts';

/** Whose words they are: those of who speaks, or those of the interpreter. */
export type Side = 'user' | 'agent';

/**
 * Something said in a translation session, whole. The service sends two streams of words and never says where anything
 * ends: that is told here by punctuation and by pauses.
 */
export type Passage = {
  /** An id of ours. */
  readonly id: string;
  readonly who: Side;
  /** As it came (untrusted). */
  readonly text: string;
  /** When its first and its last word came. */
  readonly from: Instant;
  readonly to: Instant;
  /** The time of the stream at its last word, in milliseconds, where that was told. */
  readonly elapsedMs?: number | undefined;
  /** The entry of its first word. */
  readonly seq: number;
};

/** What is being said, on either side. */
export type Passages = { readonly count: number; readonly open: ReadonlyMap<Side, Passage> };

/** What is being said after something happened, and what of it became whole. */
export type Heard = { readonly passages: Passages; readonly whole: readonly Passage[] };

/** Some words of a stream. */
export type Words = {
  readonly who: Side;
  readonly delta: string;
  readonly elapsedMs?: number | undefined;
};

/** Nobody has said anything. */
export const noPassages: Passages = { count: 0, open: new Map() };

/** Words that come so long after the last ones begin something new, in ms: by the stream's own time, or by ours. */
const pauses = { stream: 2000, arrival: 4000 } as const;

/** Something that does not end is cut at the next word after so many UTF-16 units. */
const longest = 400;

const sentence = /[.!?…。！？]["'”’»)\]]*\s*$/u;
const noSentence = /(?:\d|(?:^|[\s(¿¡«“])(?:\p{L}|Mrs?|Ms|Dra?|Sra?|St|No|vs|etc|Prof|e\.g|i\.e))\.\s*$/u;

const isWhole = (text: string): boolean => sentence.test(text) && !noSentence.test(text);

const isAfterPause = (before: Passage, { elapsedMs }: Words, at: Instant): boolean =>
  elapsedMs !== undefined && before.elapsedMs !== undefined
    ? elapsedMs - before.elapsedMs >= pauses.stream
    : at.mono - before.to.mono >= pauses.arrival;

const said = ({ text }: Passage): boolean => text.trim() !== '';

/** More words of one side. */
export const withWords = (
  passages: Passages,
  words: Words,
  { at, seq }: { readonly at: Instant; readonly seq: number },
): Heard => {
  const { who, delta, elapsedMs } = words;
  const known = passages.open.get(who);
  const long = known !== undefined && known.text.length >= longest && /^\s/.test(delta);
  const over = known !== undefined && (long || isAfterPause(known, words, at));
  const before = over ? undefined : known;
  const count = passages.count + (before === undefined ? 1 : 0);
  const grown: Passage = {
    id: before?.id ?? `passage_${count}`,
    who,
    text: (before?.text ?? '') + delta,
    from: before?.from ?? at,
    to: at,
    elapsedMs: elapsedMs ?? before?.elapsedMs,
    seq: before?.seq ?? seq,
  };
  const open = new Map(passages.open);
  const complete = isWhole(grown.text);
  if (complete) open.delete(who);
  else open.set(who, grown);
  const whole = [...(over ? [known] : []), ...(complete ? [grown] : [])];
  return { passages: { count, open }, whole: whole.filter(said) };
};

/** Nothing more is coming of what was being said. */
export const allOver = ({ count, open }: Passages): Heard => ({
  passages: { count, open: new Map() },
  whole: [...open.values()].filter(said).toSorted((one, other) => one.from.mono - other.from.mono),
});
