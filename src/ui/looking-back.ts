import type { Key } from 'node:readline';
import { pager } from './pager.ts';
import type { Layout } from './prompt-layout.ts';
import type { Scrollback } from './scrollback.ts';

/** A move of somebody who looks at lines that were shown before. */
export type Move = 'line-up' | 'line-down' | 'page-up' | 'page-down' | 'top';

/**
 * A page of what was shown, with the rows of a prompt under it, on the terminal's other screen: what the terminal keeps
 * of the first one is left as it is. It makes text; the writing is its owner's.
 */
export type LookingBack = {
  /** The number of the first line that came after the look back began. */
  readonly from: number;
  move(where: Move, layout: Layout, columns: number, rows: number): void;
  /** The page and the rows below; only the rows where the page is the one painted last. */
  paint(layout: Layout, columns: number, rows: number): string;
  /** Makes the next painting a whole one: the size has changed, or the screen was cleared. */
  afresh(): void;
};

/** To the terminal's other screen and back; harmless where a terminal is not there. */
export const otherScreen = { on: '\u{1b}[?1049h', off: '\u{1b}[?1049l' };

/** A look back that begins at the newest line. */
export const lookingBack = (lines: Scrollback): LookingBack => {
  const from = lines.next;
  const window = pager(lines);
  let painted: string | undefined;
  const room = (layout: Layout, rows: number): number => Math.max(1, rows - layout.rows.length);

  return {
    from,
    move(where, layout, columns, rows) {
      const height = room(layout, rows);
      // A page leaves two rows of the last one, so that nobody has to search where they were.
      const by = { 'line-up': -1, 'line-down': 1, 'page-up': 2 - height, 'page-down': height - 2 };
      if (where === 'top') window.top();
      else window.scroll(by[where], columns, height);
    },
    paint(layout, columns, rows) {
      const height = room(layout, rows);
      const seen = window.rows(columns, height);
      const page = at(0, [...seen, ...Array.from({ length: height - seen.length }, () => '')]);
      const above = page === painted ? '' : page;
      painted = page;
      const { row, column } = layout.cursor;
      return `\u{1b}[?7l${above}${at(height, layout.rows)}\u{1b}[?7h\u{1b}[${height + row + 1};${column + 1}H`;
    },
    afresh() {
      painted = undefined;
    },
  };
};

/** Rows from a place on, each over what stood there. Erased first: behind a full row that would cost its last character. */
const at = (first: number, rows: readonly string[]): string =>
  rows.map((row, index) => `\u{1b}[${first + index + 1};1H\u{1b}[0m\u{1b}[2K${row}\u{1b}[0m`).join('');

// Terminals send the arrows for a wheel while their other screen is shown.
const whilePaused: ReadonlyMap<string, Move | 'resume'> = new Map([
  ['pagedown', 'page-down'],
  ['up', 'line-up'],
  ['down', 'line-down'],
  ['home', 'top'],
  ['end', 'resume'],
  ['escape', 'resume'],
]);

/** What a key means for the stream; undefined when it is one for the line. */
export const lookOf = ({ name, ctrl, meta }: Key, paused: boolean): Move | 'pause' | 'resume' | undefined => {
  if (meta === true) return name === 'escape' && paused ? 'resume' : undefined;
  if (name === 'pageup') return 'page-up';
  if (ctrl === true) return name === 's' ? 'pause' : name === 'q' && paused ? 'resume' : undefined;
  if (!paused) return undefined;
  return name === undefined ? undefined : whilePaused.get(name);
};
