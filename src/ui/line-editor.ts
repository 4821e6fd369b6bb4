import { createInterface, type Key } from 'node:readline';
import { PassThrough, Writable } from 'node:stream';
import type { Completion } from '../core/complete-slash.ts';
import { historySearch, type HistorySearch } from './history-search.ts';
import { withBreaks } from './pasted.ts';
import { graphemesOf } from './prompt-layout.ts';

/** What is edited: the text, the place of the cursor in it (in UTF-16 units), and what is searched in the history. */
export type Edited = {
  readonly line: string;
  readonly cursor: number;
  readonly search?: { readonly query: string; readonly found: boolean };
};

/** One line being edited, with history and completion, that paints nothing: what it looks like is asked of it. */
export type LineEditor = {
  state(): Edited;
  /** A key as `keypress` events name it. */
  key(sequence: string | undefined, key: Key): void;
  /** Text that came some other way than by typing: nothing in it acts. */
  insert(text: string): void;
  close(): void;
};

/** What an editor tells, and asks. */
export type LineEvents = {
  readonly complete: (line: string) => Completion;
  /** Several ways to go on; shown when Tab can add nothing. */
  readonly candidates: (candidates: readonly string[]) => void;
  /** Enter. */
  readonly line: (text: string) => void;
  /** Lines typed before, the newest first. */
  readonly history: readonly string[];
  /** Whether a line goes into the history. */
  readonly keep: (line: string) => boolean;
  /** Ctrl-C, or Ctrl-D on an empty line. */
  readonly leave: (how: 'interrupt' | 'end') => void;
  /** Ctrl-Z. */
  readonly suspend: () => void;
};

/** The most lines of a history that are kept. */
const longestHistory = 1000;

/**
 * Node's readline as an editor only. It is given keys, not a terminal, and its own drawing goes nowhere: it cannot
 * share the screen with a fast stream. The search in the history is ours; it never runs what it finds.
 */
export const lineEditor = (events: LineEvents): LineEditor => {
  const input = new PassThrough();
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  let offered: readonly string[] = [];
  let past: readonly string[] = events.history.slice(0, longestHistory);
  let search: HistorySearch | undefined;
  const editor = createInterface({
    input,
    output: nowhere,
    terminal: true,
    history: [...past],
    historySize: longestHistory,
    removeHistoryDuplicates: true,
    completer: (line: string) => {
      const { candidates, word } = events.complete(line);
      offered = candidates;
      return [[...candidates], word];
    },
  });
  let open = true;
  // Told of every line before it is run, with the line in front; what is taken out of the list is forgotten.
  editor.on('history', (lines) => {
    const [newest] = lines;
    if (newest !== undefined && !events.keep(newest)) lines.shift();
    past = [...lines];
  });
  editor.on('line', (line) => events.line(withBreaks(line)));
  editor.on('SIGINT', () => events.leave('interrupt'));
  editor.on('SIGTSTP', () => events.suspend());
  editor.on('close', () => {
    if (open) events.leave('end');
    open = false;
  });

  const replace = (text: string): void => {
    editor.write(null, { ctrl: true, name: 'e' });
    editor.write(null, { ctrl: true, name: 'u' });
    if (text !== '') editor.write(text);
  };
  const took = (at: HistorySearch): void => {
    const { found } = at.state();
    search = undefined;
    if (found !== undefined) replace(found);
  };
  /** True when the key was one of the search. */
  const searched = (at: HistorySearch, sequence: string, { name, ctrl, meta }: Key): boolean => {
    const { query } = at.state();
    if (ctrl === true && name === 'r') at.step('older');
    else if (ctrl === true && name === 's') at.step('newer');
    else if (name === 'backspace') at.query(graphemesOf(query).slice(0, -1).join(''));
    else if (name === 'escape' || (ctrl === true && (name === 'g' || name === 'c'))) search = undefined;
    else if (name === 'return' || name === 'enter') took(at);
    else if (ctrl === true || meta === true || !/^[^\p{Cc}]+$/u.test(sequence)) {
      took(at);
      return false;
    } else at.query(query + sequence);
    return true;
  };

  return {
    state() {
      if (search === undefined) return { line: editor.line, cursor: editor.cursor };
      const { query, found } = search.state();
      const line = found ?? '';
      const cursor = Math.max(0, line.toLowerCase().indexOf(query.toLowerCase()));
      return { line, cursor, search: { query, found: found !== undefined } };
    },
    key(sequence, key) {
      if (!open) return;
      if (search !== undefined && searched(search, sequence ?? '', key)) return;
      if (key.ctrl === true && key.name === 'r') {
        search = historySearch(past);
        return;
      }
      const before = editor.line;
      input.emit('keypress', sequence, key);
      if (key.name === 'tab' && offered.length > 1 && editor.line === before) events.candidates(offered);
    },
    insert(text) {
      if (!open) return;
      if (search !== undefined) took(search);
      editor.write(text);
    },
    close() {
      open = false;
      editor.close();
      input.destroy();
    },
  };
};
