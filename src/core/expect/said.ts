import { linesOf } from '../line.ts';
import type { Entry } from '../ports.ts';
import type { Check, Verdict } from './expectation.ts';
import { absent } from './events.ts';
import { likeness, nearest } from './nearest.ts';

/** Which words are looked for. */
export type Wanted = {
  readonly matches: (text: string) => boolean;
  /** The words of it, to tell near misses from far ones. */
  readonly words: string;
};

const spoken = (entry: Entry, who: 'agent' | 'user'): readonly string[] =>
  entry.duplicate === true
    ? []
    : linesOf(entry).flatMap((line) =>
        line.utterance === true && line.who === who && line.text !== undefined ? [line.text] : [],
      );

const cut = (text: string): string => (text.length > 120 ? `${text.slice(0, 120)}…` : text);

/** `agent ~ /re/`, `user ~ /re/`: one side says something that matches, in one utterance. */
export const saidCheck = (who: 'agent' | 'user', { matches, words }: Wanted): Check => {
  const misses = nearest();
  let utterances = 0;
  return {
    write(entry, ms): Verdict | undefined {
      for (const text of spoken(entry, who)) {
        utterances += 1;
        if (matches(text)) return { state: 'met', by: { seq: entry.seq, ms, what: cut(text) } };
        misses.add(likeness(text, words), `#${entry.seq} ${who}: ${cut(text)}`);
      }
      return undefined;
    },
    end: () => {
      const name = who === 'agent' ? 'the agent' : 'the caller';
      const why =
        utterances === 0
          ? `${name} said nothing${who === 'user' ? ', or it was not transcribed' : ''}`
          : `${name} said ${utterances === 1 ? 'one other thing' : `${utterances} other things`}`;
      return { state: 'unmet', why, seen: misses.list() };
    },
  };
};

/** `no agent ~ /re/`: nothing that matches is said in the whole window. */
export const notSaidCheck = (who: 'agent' | 'user', { matches }: Wanted): Check => ({
  write(entry): Verdict | undefined {
    const text = spoken(entry, who).find(matches);
    return text !== undefined
      ? { state: 'unmet', why: 'it was said', seen: [`#${entry.seq} ${who}: ${cut(text)}`] }
      : undefined;
  },
  end: ({ gaps }) => absent(gaps),
});
