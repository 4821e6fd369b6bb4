import { glob } from '../filter.ts';
import { closest } from '../names.ts';
import type { Entry } from '../ports.ts';
import { at } from '../raw.ts';
import type { Condition } from '../where.ts';
import type { Check, Verdict } from './expectation.ts';
import { nearest } from './nearest.ts';

/** The names a received event answers to: as it came, and as it is called today. */
const namesOf = ({ event }: Entry): readonly string[] =>
  event.kind === 'server'
    ? [...new Set([event.type, event.known.type])]
    : event.kind === 'unknown'
      ? [event.type]
      : [];

const shown = (value: unknown): string => {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
};

/** The first condition that an event does not meet, with what it has there. */
const miss = (raw: unknown, conditions: readonly Condition[]): string => {
  const missed = conditions.find(({ meets }) => !meets(raw));
  return missed === undefined ? '' : ` with ${missed.path}=${shown(at(raw, missed.path))}`;
};

const rawOf = ({ event }: Entry): unknown =>
  event.kind === 'server' || event.kind === 'unknown' ? event.raw : undefined;

/** `event TYPE [FIELD op VALUE]…`: one of that type comes whose fields meet all conditions. */
export const eventCheck = (pattern: string, conditions: readonly Condition[]): Check => {
  const matches = glob(pattern);
  const misses = nearest();
  const others = new Map<string, number>();
  return {
    write(entry, ms): Verdict | undefined {
      if (entry.duplicate === true) return undefined;
      const names = namesOf(entry);
      const [name] = names;
      if (name === undefined) return undefined;
      if (!names.some((one) => matches(one))) {
        others.set(name, (others.get(name) ?? 0) + 1);
        return undefined;
      }
      const raw = rawOf(entry);
      const met = conditions.filter(({ meets }) => meets(raw)).length;
      if (met === conditions.length) return { state: 'met', by: { seq: entry.seq, ms, what: name } };
      misses.add(met, `#${entry.seq} ${name}${miss(raw, conditions)}`);
      return undefined;
    },
    end: () => {
      const seen = misses.list();
      if (seen.length > 0)
        return { state: 'unmet', why: 'events of that type came, with other values', seen };
      const near = closest(pattern, [...others.keys()]);
      const alike = near === undefined ? [] : [`${near} (${others.get(near) ?? 0} of them)`];
      const count = [...others.values()].reduce((sum, one) => sum + one, 0);
      return { state: 'unmet', why: `no such event among ${count}`, seen: alike };
    },
  };
};

/** `no event TYPE …`: none of that type comes in the whole window. */
export const noEventCheck = (
  pattern: string,
  conditions: readonly Condition[],
  describe = shownEvent,
): Check => {
  const matches = glob(pattern);
  return {
    write(entry): Verdict | undefined {
      if (entry.duplicate === true || !namesOf(entry).some((name) => matches(name))) return undefined;
      if (!conditions.every(({ meets }) => meets(rawOf(entry)))) return undefined;
      return { state: 'unmet', why: 'it came', seen: [describe(entry)] };
    },
    end: ({ gaps }) => absent(gaps),
  };
};

/** Nothing came; what came in a gap nobody knows. */
export const absent = (gaps: number): Verdict =>
  gaps === 0
    ? { state: 'met' }
    : {
        state: 'unknown',
        why: `nothing was seen, but what happened in ${gaps === 1 ? 'a gap' : `${gaps} gaps`} is not known`,
        seen: [],
      };

const shownEvent = (entry: Entry): string => `#${entry.seq} ${namesOf(entry)[0] ?? ''}`;

/** An `error` event in words: its code and what the server said. */
export const shownError = (entry: Entry): string => {
  const raw = rawOf(entry);
  const words = [at(raw, 'error.code'), at(raw, 'error.message')].filter((part) => typeof part === 'string');
  return `#${entry.seq} error ${words.map(shown).join(': ')}`;
};
