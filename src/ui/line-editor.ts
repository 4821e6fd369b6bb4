import { createInterface, type Key } from 'node:readline';
import { PassThrough, Writable } from 'node:stream';
import type { Completion } from '../core/complete-slash.ts';
import { withBreaks } from './pasted.ts';

/** One line being edited, with history and completion, that paints nothing: what it looks like is asked of it. */
export type LineEditor = {
  /** The text and the place of the cursor in it, in UTF-16 units. */
  state(): { readonly line: string; readonly cursor: number };
  /** A key as `keypress` events name it. */
  key(sequence: string | undefined, key: Key): void;
  /** Text that came some other way than by typing: nothing in it acts. */
  insert(text: string): void;
  close(): void;
};

/** What an editor tells. */
export type LineEvents = {
  readonly complete: (line: string) => Completion;
  /** Several ways to go on; shown when Tab can add nothing. */
  readonly candidates: (candidates: readonly string[]) => void;
  /** Enter. */
  readonly line: (text: string) => void;
  /** Ctrl-C, or Ctrl-D on an empty line. */
  readonly leave: (how: 'interrupt' | 'end') => void;
  /** Ctrl-Z. */
  readonly suspend: () => void;
};

/**
 * Node's readline as an editor only. It is given keys, not a terminal, and its own drawing goes nowhere: it cannot
 * share the screen with a fast stream.
 */
export const lineEditor = (events: LineEvents): LineEditor => {
  const input = new PassThrough();
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  let offered: readonly string[] = [];
  const editor = createInterface({
    input,
    output: nowhere,
    terminal: true,
    historySize: 500,
    removeHistoryDuplicates: true,
    completer: (line: string) => {
      const { candidates, word } = events.complete(line);
      offered = candidates;
      return [[...candidates], word];
    },
  });
  let open = true;
  editor.on('line', (line) => events.line(withBreaks(line)));
  editor.on('SIGINT', () => events.leave('interrupt'));
  editor.on('SIGTSTP', () => events.suspend());
  editor.on('close', () => {
    if (open) events.leave('end');
    open = false;
  });

  return {
    state: () => ({ line: editor.line, cursor: editor.cursor }),
    key(sequence, key) {
      if (!open) return;
      const before = editor.line;
      input.emit('keypress', sequence, key);
      if (key.name === 'tab' && offered.length > 1 && editor.line === before) events.candidates(offered);
    },
    insert(text) {
      if (open) editor.write(text);
    },
    close() {
      open = false;
      editor.close();
      input.destroy();
    },
  };
};
