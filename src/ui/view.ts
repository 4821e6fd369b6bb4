import type { Block } from '../core/block.ts';
import type { End, Entry, Format, Header, Safe } from '../core/ports.ts';
import type { TimeKind } from './time-column.ts';

/** How a stream is to be shown. One view serves one call; several calls share an output, not a view. */
export type ViewOptions = {
  /** Whose call it is and when it began: `rel` counts from there, `json` begins with it. */
  readonly header: Header;
  readonly time?: TimeKind | undefined;
  /** `local`, `UTC` or a name like `Europe/Paris`; by default local for people and UTC for programs. */
  readonly zone?: string | undefined;
  readonly coloured?: boolean | undefined;
  /** Cells of a row of the terminal, asked for with every line; without it nothing is wrapped. */
  readonly columns?: (() => number | undefined) | undefined;
  /** What stands before every line when several calls are shown; it may be styled. */
  readonly label?: Safe | undefined;
  /** Show bookkeeping and every piece of text as it comes. */
  readonly deltas?: boolean | undefined;
  /** Show audio frames, as byte counts. */
  readonly audio?: boolean | undefined;
  /** Show the number of each event, by which it can be asked for. */
  readonly numbers?: boolean | undefined;
  /** Escape joiners inside emoji and words too, and use no typography of our own. */
  readonly ascii?: boolean | undefined;
  readonly highlight?: RegExp | undefined;
};

/** What an output that could not keep up left out. */
export type Skipped = { readonly deltas: number; readonly events: number };

/** A quicker way for entries that a view shows whatever it was shown before. */
export type Quick = {
  /** Whether it may be asked for an entry: one that is shown, and that the view does not remember. */
  readonly takes: (entry: Entry) => boolean;
  /** Puts such an entry into a block, with its newline, or gives false and leaves it to the view's `entry`. */
  readonly put: (entry: Entry, into: Block) => boolean;
};

/** One call as text: what comes first, each entry, what was left out, and what comes last. */
export type View = {
  readonly head?: () => Safe | undefined;
  readonly entry: Format;
  readonly quick?: Quick | undefined;
  /** A line that says so; a view without it must not be fed with less than everything. */
  readonly skipped?: (skipped: Skipped) => Safe | undefined;
  /** `seq` is the number behind the last entry's. */
  readonly end?: (end: End, seq: number) => Safe | undefined;
};
