import type { ServerEvent } from '../catalogue.ts';
import type { Stamp } from '../definition.ts';
import type { Instant } from '../signal.ts';
import type { Notebook } from './notebook.ts';
import type { Scene } from './scene.ts';

/** What a watcher works with. */
export type Desk = {
  readonly notes: Notebook;
  readonly scene: Scene;
  /** How long something may wait before it is stuck, in milliseconds. */
  readonly stuckAfter: number;
};

/** Looks for one kind of trouble. Everything it keeps is bounded. */
export type Watcher = {
  /** The events it wants to see: of thousands a second most concern nobody here. */
  readonly types: readonly ServerEvent['type'][];
  /** Such an event, after the scene has seen it. */
  see(known: ServerEvent, stamp: Stamp): void;
  /** Time went by, and the connection is open. */
  pass?(now: Instant): void;
  /** The connection was lost and is back: what was open may have ended meanwhile. */
  gap?(at: Instant): void;
};

/** The moment so many milliseconds later. */
export const later = ({ wall, mono }: Instant, ms: number): Instant => ({ wall: wall + ms, mono: mono + ms });
