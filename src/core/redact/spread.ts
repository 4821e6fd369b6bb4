import { cardAmong } from './cards.ts';
import type { Found } from './edits.ts';
import { isOfThing, sparedIn } from './harmless.ts';
import { numberAs } from './numbers.ts';
import { runsIn, type Run } from './numerals.ts';

/** A part of a number in what somebody said in one go. */
type Part = {
  /** What was said, without white space around it, and all the ways in which it stands in the recording. */
  readonly texts: ReadonlySet<string>;
  readonly run: Run;
  readonly nth: 'first' | 'last';
  readonly before: string;
  /** Something may have gone before it in an earlier turn, or may follow in a later one. */
  readonly opens: boolean;
  readonly ends: boolean;
  /** Turns of the same speaker without a number in between. */
  readonly since: number;
};

/** Words around a part that do not separate it from the next one: `it is`, `and then`, `okay?` */
const most = { before: 4, behind: 3, turns: 2, parts: 24, characters: 4000 };
/** A number up to 99 is a count (`two beers`, `in five minutes`) unless hardly anything else is said. */
const fewest = { digits: 3, words: 2 };

const wordsIn = (text: string): number => text.match(/\p{L}+/gu)?.length ?? 0;

const beforeYear =
  /(?<!\p{L})(?:in|since|of|year|until|im|jahr|seit|bis|año|en|desde|nel|dal|del|em|ano|depuis|année|sinds)\s$/iu;
const isYear = ({ groups }: Run, before: string): boolean =>
  groups.length === 1 && /^(?:19|20)\d\d$/.test(groups[0] ?? '') && beforeYear.test(before.slice(-16));

/** The runs of digits of what was said in one go, without years and those that belong to a thing. */
const partsOf = (text: string): readonly Run[] =>
  runsIn(text, sparedIn(text)).filter((run) => {
    const before = text.slice(0, run.from);
    const words = wordsIn(before) + wordsIn(text.slice(run.to));
    const counts = run.groups.join('').length < fewest.digits && words > fewest.words;
    return !counts && !isOfThing(before) && !isYear(run, before);
  });

type Named = { readonly kind: string; readonly value: string };

/** What the parts of a chain are together; those that are nothing are not in it. */
const solved = (chain: readonly Part[]): ReadonlyMap<Part, Named> => {
  const digits = chain.map(({ run }) => run.groups.join(''));
  const named = new Map<Part, Named>();
  const settle = (from: number, to: number): void => {
    if (to - from < 2) return;
    const card = cardAmong(digits.slice(from, to));
    if (card !== undefined) {
      settle(from, from + card.from);
      for (const part of chain.slice(from + card.from, from + card.to))
        named.set(part, { kind: 'card', value: card.value });
      settle(from + card.to, to);
      return;
    }
    const whole = digits.findIndex((one, index) => index >= from && index < to && one.length >= 10);
    if (whole !== -1) {
      settle(from, whole);
      settle(whole + 1, to);
      return;
    }
    const parts = chain.slice(from, to);
    // Two numbers that are long enough to be one each.
    if (digits.slice(from, to).filter((one) => one.length >= 7).length > 1) return;
    const together = numberAs(
      parts.flatMap(({ run }) => run.groups),
      parts[0]?.before ?? '',
    );
    if (together !== undefined) for (const part of parts) named.set(part, together);
  };
  settle(0, chain.length);
  return named;
};

/** Finds numbers that one speaker spread over several turns. */
export type Spreading = {
  /** The next turn, in all the ways in which it stands in the recording; the last of them is taken for what was said. */
  turn(texts: readonly string[]): void;
  /** What belongs to such a number in texts: where, and to which. */
  found(): ReadonlyMap<string, readonly Found[]>;
};

/** Begins to look for numbers over several turns of one speaker. Keeps only turns that can be a part of one. */
export const spreading = (): Spreading => {
  const found = new Map<string, Found[]>();
  let chain: Part[] = [];
  let since = 0;

  const keep = (part: Part, named: Named): void => {
    for (const text of part.texts) {
      if (text.length > most.characters) continue;
      const runs = partsOf(text);
      const run = part.nth === 'first' ? runs[0] : runs.at(-1);
      if (run === undefined) continue;
      const places = found.get(text) ?? [];
      if (!places.some(({ from }) => from === run.from))
        places.push({ from: run.from, to: run.to, ...named });
      found.set(text, places);
    }
  };
  const close = (): void => {
    for (const [part, named] of solved(chain)) keep(part, named);
    chain = [];
  };
  const add = (part: Part): void => {
    const last = chain.at(-1);
    if (last !== undefined && !(last.ends && part.opens && part.since <= most.turns)) close();
    if (chain.length >= most.parts) close();
    chain.push(part);
  };

  return {
    turn(texts) {
      const trimmed = new Set(texts.map((text) => text.trim()));
      const text = [...trimmed].at(-1) ?? '';
      // Nobody spells a number out in a speech.
      const runs = text.length > most.characters ? [] : partsOf(text);
      const [first, last] = [runs[0], runs.at(-1)];
      if (first === undefined || last === undefined) {
        since += 1;
        return;
      }
      const partOf = (run: Run, nth: Part['nth']): Part => ({
        texts: trimmed,
        run,
        nth,
        before: text.slice(0, run.from),
        opens: run === first && wordsIn(text.slice(0, run.from)) <= most.before,
        ends: run === last && wordsIn(text.slice(run.to)) <= most.behind,
        since,
      });
      add(partOf(first, 'first'));
      since = 0;
      if (last !== first) {
        close();
        add({ ...partOf(last, 'last'), opens: false });
      }
    },
    found() {
      close();
      return found;
    },
  };
};
