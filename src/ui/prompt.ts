import { Writable } from 'node:stream';
import type { Completion } from '../core/complete-slash.ts';
import type { Clock, Safe } from '../core/ports.ts';
import { escapeText, safe } from '../core/safe.ts';
import { keyboard, mostPasted, type KeyboardInput } from './keyboard.ts';
import { lineEditor } from './line-editor.ts';
import { onOneLine, shownBreak } from './pasted.ts';
import { fit, inColumns, layoutInput } from './prompt-layout.ts';
import { region } from './region.ts';

/** A terminal to write to. Its writes must not block. */
export type PromptOutput = NodeJS.WritableStream & { columns?: number; rows?: number };

/** What a prompt needs, and whom it tells. */
export type PromptSettings = {
  readonly input: KeyboardInput;
  readonly output: PromptOutput;
  readonly clock: Clock;
  /** The rows above the input, fresh at each painting; those that do not fit are cut. */
  readonly header: (columns: number) => readonly Safe[];
  readonly complete: (line: string) => Completion;
  /** Enter. */
  readonly line: (text: string) => void;
  /** Ctrl-C, Ctrl-D on an empty line, or the terminal is gone. */
  readonly leave: (how: 'interrupt' | 'end' | 'gone') => void;
};

/** A line to type in at the foot of a terminal, under a stream. */
export type Prompt = {
  /** What is written here stands above the prompt: whole lines, as a terminal of the same size. */
  readonly output: Writable & { readonly isTTY: true; readonly columns: number; readonly rows: number };
  /** A line of our own above the prompt. */
  readonly note: (text: Safe) => void;
  /** The header has changed. Painted ten times a second at most. */
  readonly changed: () => void;
  /** Takes the prompt off the screen and puts the terminal back; the output stays open. May be called twice. */
  readonly close: () => void;
};

/** Milliseconds between two paintings of a header that changes by itself. */
const pace = 100;
const bracketedPaste = { on: '\u{1b}[?2004h', off: '\u{1b}[?2004l' };

/** Opens a prompt on a terminal. */
export const prompt = (settings: PromptSettings): Prompt => {
  const { input, output, clock } = settings;
  const closing = new AbortController();
  const screen = region();
  // A terminal that is not read: nothing is painted until it took what it has.
  let full = false;
  let waiting: (() => void) | undefined;
  // The screen changed its size meanwhile.
  let stale = false;
  let painted = -Infinity;
  let planned = false;

  const columns = (): number => Math.max(8, output.columns ?? 80);
  const rows = (): number => Math.max(2, output.rows ?? 24);
  const write = (text: string): void => {
    if (text !== '' && !output.write(text)) full = true;
  };
  const layout = () => {
    const { line, cursor } = editor.state();
    const typed = layoutInput(line, cursor, columns(), Math.max(1, Math.floor(rows() / 3)));
    const header = settings
      .header(columns() - 1)
      .slice(typed.rows.length + 1 - rows())
      .map((row) => fit(row, columns() - 1));
    return {
      rows: [...header, ...typed.rows],
      cursor: { row: header.length + typed.cursor.row, column: typed.cursor.column },
    };
  };
  const paint = (text = ''): void => {
    if (closing.signal.aborted) return write(text);
    if (full && text === '') return;
    painted = clock.now().mono;
    write(screen.paint(text, layout(), columns()));
  };
  const drained = (): void => {
    full = false;
    if (stale) resized();
    const go = waiting;
    waiting = undefined;
    if (go === undefined) paint();
    else go();
  };
  const changed = (): void => {
    if (planned || closing.signal.aborted) return;
    const wait = painted + pace - clock.now().mono;
    if (wait <= 0) return paint();
    planned = true;
    void clock.sleep(wait, closing.signal).then(() => {
      planned = false;
      if (!closing.signal.aborted) paint();
    });
  };
  const note = (text: Safe): void => {
    above.write(`${text}\n`);
  };

  const print = (text: string, done: () => void): void => {
    paint(text === '' || text.endsWith('\n') ? text : `${text}\n`);
    if (full) waiting = done;
    else done();
  };
  const above = Object.defineProperties(
    new Writable({
      decodeStrings: false,
      write: (chunk, _encoding, done) => print(String(chunk), done),
      writev: (chunks, done) => print(chunks.map(({ chunk }) => String(chunk)).join(''), done),
    }),
    { isTTY: { value: true }, columns: { get: columns }, rows: { get: rows } },
  ) as Prompt['output'];

  const editor = lineEditor({
    complete: settings.complete,
    candidates: (all) => note(inColumns(all, columns())),
    line: settings.line,
    leave: settings.leave,
    suspend: () => note(safe`not suspended: the call would be lost; Ctrl-C detaches`),
  });

  const pasting = (text: string): void => {
    if (text.length + editor.state().line.length > mostPasted) {
      return note(safe`not pasted: more than ${mostPasted} characters on a line`);
    }
    const { line, lost } = onOneLine(text);
    editor.insert(line);
    if (lost > 0)
      note(
        safe`${lost} control ${escapeText(lost === 1 ? 'character' : 'characters')} left out of the paste`,
      );
    if (line.includes(shownBreak))
      note(safe`several lines pasted as one, ${escapeText(shownBreak)} for each break; Enter runs it`);
  };

  const release = keyboard(input, {
    key: (sequence, key) => {
      if (key.ctrl === true && key.name === 'l') write(`${screen.clear(columns())}\u{1b}[H\u{1b}[2J`);
      else editor.key(sequence, key);
      paint();
    },
    paste: (text) => {
      pasting(text);
      paint();
    },
    end: () => settings.leave('gone'),
  });
  const resized = (): void => {
    stale = full;
    if (!full) write(screen.repaint(layout(), columns(), rows()));
    above.emit('resize');
  };
  output.on('resize', resized);
  output.on('drain', drained);
  // Who writes above learns that there is nothing left to write on.
  output.on('error', (error: Error) => above.destroy(error));
  above.on('error', () => undefined);

  const tick = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      await clock.sleep(1000, closing.signal);
      changed();
    }
  };
  write(bracketedPaste.on);
  paint();
  void tick();

  return {
    output: above,
    note,
    changed,
    close() {
      if (closing.signal.aborted) return;
      closing.abort();
      release();
      editor.close();
      output.removeListener('resize', resized);
      write(`${screen.clear(columns())}${bracketedPaste.off}\u{1b}[?7h\u{1b}[0m\u{1b}[?25h`);
    },
  };
};
