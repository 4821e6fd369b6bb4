import type { Filter } from '../core/filter.ts';
import type { Safe } from '../core/ports.ts';
import { joinSafe } from '../core/safe.ts';

/** What an operator narrows the stream by: event types, and fields. They hold together. */
export type NarrowedBy = 'only' | 'filter';

/** Which entries are shown, and that in words. */
export type Narrowed = { readonly words: Safe; readonly wants: Filter };

/** What an operator wants to see of the stream at the moment. */
export type Narrowing = {
  /** Sets one side, or lifts it; says what is in force then. */
  readonly set: (by: NarrowedBy, to: Narrowed | undefined) => Safe | undefined;
  /** In words; undefined while everything is shown. */
  readonly words: () => Safe | undefined;
  readonly wants: Filter;
};

/** A narrowing that shows everything. */
export const narrowing = (): Narrowing => {
  const sides = new Map<NarrowedBy, Narrowed>();
  const inOrder = (): readonly Narrowed[] =>
    (['only', 'filter'] as const).flatMap((by) => sides.get(by) ?? []);
  const words = (): Safe | undefined =>
    sides.size === 0
      ? undefined
      : joinSafe(
          inOrder().map((side) => side.words),
          ' ',
        );
  return {
    set(by, to) {
      if (to === undefined) sides.delete(by);
      else sides.set(by, to);
      return words();
    },
    words,
    wants: (entry) => {
      for (const side of sides.values()) if (!side.wants(entry)) return false;
      return true;
    },
  };
};
