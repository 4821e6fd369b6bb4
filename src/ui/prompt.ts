import type { Key } from 'node:readline';
import type { Completion } from '../core/complete-slash.ts';
import type { Clock, Safe } from '../core/ports.ts';
import { escapeText, safe } from '../core/safe.ts';
import { keyboard, mostPasted, type KeyboardInput } from './keyboard.ts';
import { lineEditor, type Edited } from './line-editor.ts';
import { lookOf } from './looking-back.ts';
import { onOneLine, pastedLines } from './pasted.ts';
import { fit, inColumns, layoutInput, type Layout } from './prompt-layout.ts';
import { promptScreen, type PromptOutput, type PromptScreen } from './prompt-screen.ts';

/** What a prompt needs, and whom it tells. */
export type PromptSettings = {
  readonly input: KeyboardInput;
  readonly output: PromptOutput;
  readonly clock: Clock;
  /**
   * The rows above the input, fresh at each painting; those that do not fit are cut. `held` lines came since the stream
   * was paused; undefined while it is not.
   */
  readonly header: (columns: number, held: number | undefined) => readonly Safe[];
  readonly complete: (line: string) => Completion;
  /** What stands before the line now, where that is not the usual mark. */
  readonly mark?: () => Safe | undefined;
  /** Enter. */
  readonly line: (text: string) => void;
  /** Lines typed before, the newest first. */
  readonly history?: readonly string[];
  /** Whether a line goes into the history. */
  readonly keep?: (line: string) => boolean;
  /** Ctrl-C, Ctrl-D on an empty line, or the terminal is gone. */
  readonly leave: (how: 'interrupt' | 'end' | 'gone') => void;
};

/** A line to type in at the foot of a terminal, under a stream. */
export type Prompt = {
  /** What is written here stands above the prompt: whole lines, as a terminal of the same size. */
  readonly output: PromptScreen['output'];
  /** A line of our own above the prompt. */
  readonly note: (text: Safe) => void;
  /** The header has changed. Painted ten times a second at most. */
  readonly changed: () => void;
  /** Takes the prompt off the screen and puts the terminal back; the output stays open. May be called twice. */
  readonly close: () => void;
};

/** Opens a prompt on a terminal. */
export const prompt = (settings: PromptSettings): Prompt => {
  const { input, clock } = settings;
  const closing = new AbortController();
  // Notes that would be held with the stream, shown below it until the next key.
  let aside: readonly Safe[] = [];

  const layout = (columns: number, rows: number): Layout => {
    const { line, cursor, search } = editor.state();
    const most = Math.max(1, Math.floor(rows / 3));
    const typed = layoutInput(line, cursor, columns, most, markOf(search, settings.mark?.(), columns));
    const header = [...aside.slice(-Math.floor(rows / 2)), ...settings.header(columns - 1, screen.held())]
      .slice(typed.rows.length + 1 - rows)
      .map((row) => fit(row, columns - 1));
    return {
      rows: [...header, ...typed.rows],
      cursor: { row: header.length + typed.cursor.row, column: typed.cursor.column },
    };
  };
  const screen = promptScreen({ output: settings.output, clock, layout });
  const note = (text: Safe): void => {
    if (screen.held() !== undefined) aside = [...aside, ...(text.split('\n') as Safe[])].slice(-100);
    screen.output.write(`${text}\n`);
  };

  const editor = lineEditor({
    complete: settings.complete,
    candidates: (all) => note(inColumns(all, screen.output.columns)),
    line: (text) => {
      // What came of a command stands in the stream.
      if (text.trim() !== '') screen.resume();
      settings.line(text);
    },
    history: settings.history ?? [],
    keep: settings.keep ?? (() => true),
    leave: settings.leave,
    suspend: () => note(safe`not suspended: the call would be lost; Ctrl-C detaches`),
  });

  const pasting = (text: string): void => {
    if (text.length + editor.state().line.length > mostPasted) {
      return note(safe`not pasted: more than ${mostPasted} characters on a line`);
    }
    const { line, lost } = onOneLine(text);
    const lines = pastedLines(text, screen.output.columns - 1);
    editor.insert(line);
    if (lines !== undefined) note(lines);
    if (lost > 0) {
      const what = escapeText(lost === 1 ? 'character' : 'characters');
      note(safe`${lost} control ${what} left out of the paste`);
    }
  };

  const pressed = (sequence: string | undefined, key: Key): void => {
    aside = [];
    if (key.ctrl === true && key.name === 'l') return screen.clear();
    const searching = editor.state().search !== undefined;
    const look = searching ? undefined : lookOf(key, screen.held() !== undefined);
    if (look === undefined) editor.key(sequence, key);
    else if (look === 'resume') screen.resume();
    else {
      screen.pause();
      if (look !== 'pause') screen.move(look);
    }
  };

  const release = keyboard(
    input,
    {
      key: (sequence, key) => {
        pressed(sequence, key);
        screen.paint();
      },
      paste: (text) => {
        aside = [];
        pasting(text);
        screen.paint();
      },
      end: () => settings.leave('gone'),
    },
    clock,
  );

  const tick = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      await clock.sleep(1000, closing.signal);
      screen.changed();
    }
  };
  screen.paint();
  void tick();

  return {
    output: screen.output,
    note,
    changed: screen.changed,
    close() {
      if (closing.signal.aborted) return;
      closing.abort();
      try {
        release();
        editor.close();
      } finally {
        screen.close();
      }
    },
  };
};

/** What stands before the line: the mark, or what is searched. */
const markOf = (search: Edited['search'], mark: Safe | undefined, columns: number): Safe => {
  if (search === undefined) return mark ?? safe`› `;
  const what = fit(escapeText(search.query), Math.max(4, Math.floor(columns / 3)));
  return search.found ? safe`search “${what}” › ` : safe`nothing like “${what}” › `;
};
