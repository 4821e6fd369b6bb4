/** A part of a text and what comes into its place. */
export type Edit = { readonly from: number; readonly to: number; readonly text: string };

/** Something found in a text that must not stay there; `value` is the same for the same thing written otherwise. */
export type Found = {
  readonly from: number;
  readonly to: number;
  readonly kind: string;
  readonly value: string;
};

/** The text with its edits carried out; they are in order and do not overlap. */
export const edited = (text: string, edits: readonly Edit[]): string => {
  let out = '';
  let from = 0;
  for (const edit of edits) {
    out += text.slice(from, edit.from) + edit.text;
    from = edit.to;
  }
  return out + text.slice(from);
};

/**
 * Findings in order, without overlaps: where two share a place, the one that was found first stands for both and
 * covers all of it.
 */
export const withoutOverlaps = (found: readonly Found[]): readonly Found[] => {
  if (found.length < 2) return found;
  const kept: (Found & { readonly rank: number })[] = [];
  const inOrder = found.map((one, rank) => ({ ...one, rank })).toSorted((a, b) => a.from - b.from);
  for (const one of inOrder) {
    const last = kept.at(-1);
    if (last === undefined || last.to <= one.from) {
      kept.push(one);
      continue;
    }
    const name = last.rank <= one.rank ? last : one;
    kept[kept.length - 1] = { ...name, from: last.from, to: Math.max(last.to, one.to) };
  }
  return kept;
};

/**
 * The piece of an edited text that stands for the piece of the original from `start` to `end`: what came into the place
 * of something is in the piece where that began, and no other. All pieces together are the edited text.
 */
export const editedPiece = (piece: string, start: number, edits: readonly Edit[]): string => {
  const end = start + piece.length;
  let out = '';
  let from = start;
  for (const edit of edits) {
    if (edit.to <= from || edit.from >= end) continue;
    if (edit.from >= start) out += piece.slice(from - start, edit.from - start) + edit.text;
    from = Math.min(edit.to, end);
  }
  return out + piece.slice(from - start);
};
