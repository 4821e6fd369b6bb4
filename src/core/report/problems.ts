import type { Entry } from '../ports.ts';
import { escapeText, safe } from '../safe.ts';
import { seconds } from '../words.ts';
import { troubles } from '../troubles.ts';
import type { Advice, Trouble } from '../troubles/trouble.ts';
import type { PageProblem } from './page-data.ts';
import { tenth } from './page-parts.ts';
import type { Showing } from './shown.ts';

/** Most that are listed; a call in a loop has any number. */
const most = 500;

type Found = Omit<PageProblem, 'at' | 'over'> & { readonly mono: number; readonly trouble?: Trouble };

/** What went wrong on a call: its troubles, the server's errors, gaps and frames that are none. */
export const problems = (
  show: Showing,
): {
  write(entry: Entry): void;
  found(since: (mono: number) => number): readonly PageProblem[];
} => {
  const watching = troubles();
  const found: Found[] = [];
  const over = new Set<Trouble>();
  const add = (one: Found): void => {
    if (found.length < most) found.push(one);
  };
  return {
    write(entry) {
      for (const news of watching.see(entry)) {
        const { trouble } = news;
        if (news.kind === 'over') over.add(trouble);
        if (news.kind === 'found')
          add({
            trouble,
            kind: 'trouble',
            severity: trouble.severity,
            mono: trouble.at.mono,
            seq: trouble.seq,
            text: show.line(trouble.text, 400),
            advice: trouble.advice.map((advice) => wordsOf(show, advice)),
          });
      }
      if (entry.duplicate !== true) for (const one of plain(show, entry)) add(one);
    },
    found: (since) =>
      found
        .toSorted((a, b) => a.mono - b.mono)
        .map(({ mono, trouble, ...rest }) => ({
          ...rest,
          at: tenth(since(mono)),
          ...(trouble !== undefined && isOver(over, trouble) ? { over: true as const } : {}),
        })),
  };
};

const isOver = (over: ReadonlySet<Trouble>, { code, seq }: Trouble): boolean =>
  [...over].some((one) => one.code === code && one.seq === seq);

const wordsOf = (show: Showing, { words, command }: Advice) =>
  show.line(command === undefined ? words : `${words} (${command.verb})`, 300);

const plain = (show: Showing, { event, signal, seq }: Entry): readonly Found[] => {
  const base = { mono: signal.at.mono, seq, advice: [] };
  if (event.kind === 'server' && event.known.type === 'error') {
    const { code, type, message } = event.known.fields;
    const text = safe`the server reported an error: ${show.line(code ?? type ?? 'unknown', 80)}: ${show.line(message, 300)}`;
    return [{ ...base, kind: 'error', severity: 'bad', text }];
  }
  if (event.kind === 'malformed')
    return [
      {
        ...base,
        kind: 'frame',
        severity: 'warn',
        text: safe`a frame could not be read: ${escapeText(event.reason)}`,
      },
    ];
  if (event.kind !== 'link' || event.change.to !== 'gap') return [];
  const { from, to, cause } = event.change.gap;
  const text = safe`${escapeText(seconds(to.mono - from.mono))} in which no connection was open (${show.line(cause, 120)}): what happened then is not known`;
  return [{ ...base, kind: 'gap', mono: from.mono, severity: 'bad', text }];
};
