import type { Safe } from '../core/ports.ts';
import { escapeText, safe } from '../core/safe.ts';
import { rows } from './rows.ts';
import type { Paint } from './theme.ts';

/** Fewer cells than this beside the numbers, and a longer remark has rows of its own. */
const narrowest = 24;

/** How far in those rows begin. */
const own = 4;

const longest = 340;

/**
 * What is said of a number behind `taken` cells of its row: broken at words and going on under itself where the row has
 * only so many `columns`, under the number where there is no room beside it, in one piece where columns are undefined.
 */
export const remark = (
  said: string,
  taken: number,
  { paint, columns }: { readonly paint: Paint; readonly columns?: number | undefined },
): Safe => {
  if (said === '') return safe``;
  const text = escapeText(said, { max: longest });
  const room = (columns ?? Number.POSITIVE_INFINITY) - taken - 2;
  const beside = room >= Math.min(narrowest, text.length);
  const lay = (indent: number): Safe => rows(paint)([{ look: 'dim', text }], indent, columns);
  return beside ? safe`  ${lay(taken + 2)}` : safe`\n    ${lay(own)}`;
};
