import { Writable } from 'node:stream';
import type { Clock } from '../core/ports.ts';
import { grouped } from '../core/words.ts';
import { lookingBack, otherScreen, type LookingBack, type Move } from './looking-back.ts';
import type { Layout } from './prompt-layout.ts';
import { region } from './region.ts';
import { scrollback } from './scrollback.ts';

/** A terminal to write to. Its writes must not block. */
export type PromptOutput = NodeJS.WritableStream & { columns?: number; rows?: number };

/** A terminal with a stream above and rows of its own below. */
export type PromptScreen = {
  /** What is written here stands above the rows: whole lines, as a terminal of the same size. */
  readonly output: Writable & { readonly isTTY: true; readonly columns: number; readonly rows: number };
  /** How many lines came since the stream was paused; undefined while it is not. */
  readonly held: () => number | undefined;
  /** Paints the rows below as they are now. */
  readonly paint: () => void;
  /** The same, ten times a second at most. */
  readonly changed: () => void;
  /** Holds the stream: what comes is kept, and the lines before can be looked at. */
  readonly pause: () => void;
  /** Moves over the lines while the stream is held. */
  readonly move: (where: Move) => void;
  /** Prints what was held, and lets the stream go on. */
  readonly resume: () => void;
  /** An empty screen. */
  readonly clear: () => void;
  /** Prints what was held, takes the rows off the screen and puts the terminal back; the output stays open. */
  readonly close: () => void;
};

/** What a screen needs: the rows below, for a size. */
export type PromptScreenSettings = {
  readonly output: PromptOutput;
  readonly clock: Clock;
  readonly layout: (columns: number, rows: number) => Layout;
};

/** Milliseconds between two paintings of rows that change by themselves. */
const pace = 100;
/** What was held is printed in pieces of this many lines. */
const piece = 500;
const pasteMarks = { on: '\u{1b}[?2004h', off: '\u{1b}[?2004l' };

/** Opens a screen on a terminal. */
export const promptScreen = (settings: PromptScreenSettings): PromptScreen => {
  const { output, clock } = settings;
  const closing = new AbortController();
  const below = region();
  const lines = scrollback();
  let back: LookingBack | undefined;
  // A terminal that is not read: nothing is painted until it took what it has.
  let full = false;
  let waiting: (() => void) | undefined;
  // The screen changed its size meanwhile.
  let stale = false;
  let painted = -Infinity;
  let planned = false;

  const columns = (): number => Math.max(8, output.columns ?? 80);
  const rows = (): number => Math.max(2, output.rows ?? 24);
  const layout = (): Layout => settings.layout(columns(), rows());
  const write = (text: string): void => {
    if (text !== '' && !output.write(text)) full = true;
  };
  const show = (text: string): void => {
    if (closing.signal.aborted) return write(text);
    if (full && text === '') return;
    painted = clock.now().mono;
    write(back?.paint(layout(), columns(), rows()) ?? below.paint(text, layout(), columns()));
  };
  const repaint = (): void => {
    stale = full || back !== undefined;
    if (full) return;
    back?.afresh();
    write(back?.paint(layout(), columns(), rows()) ?? below.repaint(layout(), columns(), rows()));
  };
  const changed = (): void => {
    if (planned || closing.signal.aborted) return;
    const wait = painted + pace - clock.now().mono;
    if (wait <= 0) return show('');
    planned = true;
    void clock.sleep(wait, closing.signal).then(() => {
      planned = false;
      if (!closing.signal.aborted) show('');
    });
  };
  const resume = (): void => {
    if (back === undefined) return;
    const { from } = back;
    back = undefined;
    write(otherScreen.off);
    // On the way out there is nothing to lay out any more, which could be what failed.
    if (closing.signal.aborted) write(below.clear(columns()));
    else if (stale) repaint();
    if (lines.first > from) {
      show(
        `… ${grouped(lines.first - from)} lines that came while the stream was paused were too many to keep\n`,
      );
    }
    for (let next = Math.max(from, lines.first); next < lines.next; next += piece) {
      const many = Math.min(piece, lines.next - next);
      show(Array.from({ length: many }, (_, index) => `${lines.line(next + index)}\n`).join(''));
    }
    show('');
  };

  const print = (text: string, done: () => void): void => {
    const whole = text === '' || text.endsWith('\n') ? text : `${text}\n`;
    lines.add(whole);
    if (back !== undefined) {
      changed();
      return done();
    }
    show(whole);
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
  ) as PromptScreen['output'];

  const resized = (): void => {
    repaint();
    above.emit('resize');
  };
  const drained = (): void => {
    full = false;
    if (stale && back === undefined) resized();
    const go = waiting;
    waiting = undefined;
    if (go === undefined) show('');
    else go();
  };
  output.on('resize', resized);
  output.on('drain', drained);
  // Who writes above learns that there is nothing left to write on.
  output.on('error', (error: Error) => above.destroy(error));
  above.on('error', () => undefined);
  write(pasteMarks.on);

  return {
    output: above,
    held: () => (back === undefined ? undefined : lines.next - back.from),
    paint: () => show(''),
    changed,
    pause() {
      if (back !== undefined || closing.signal.aborted) return;
      back = lookingBack(lines);
      write(otherScreen.on);
      show('');
    },
    move: (where) => back?.move(where, layout(), columns(), rows()),
    resume,
    clear() {
      if (back === undefined) write(`${below.clear(columns())}\u{1b}[H\u{1b}[2J`);
      else back.afresh();
      show('');
    },
    close() {
      if (closing.signal.aborted) return;
      closing.abort();
      resume();
      output.removeListener('resize', resized);
      write(`${below.clear(columns())}${pasteMarks.off}\u{1b}[?7h\u{1b}[0m\u{1b}[?25h`);
    },
  };
};
