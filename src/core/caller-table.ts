import { CallerRow, keptSpeech } from './caller-row.ts';
import type { Rows } from './cells.ts';
import { idPlaces } from './id-places.ts';

/** What the caller said: rows of numbers, and transcripts where words are kept. */
export type CallerTable = Rows<CallerRow> & {
  /** Adds a speech that begins with entry `seq`. */
  add(itemId: string | undefined, seq: number): CallerRow;
  /** The last speech that became this item. */
  ofItem(itemId: string): CallerRow | undefined;
  /** The last that no item was made of. */
  uncommitted(): CallerRow | undefined;
};

/** Nothing was said yet. Without `words` no transcript is kept. */
export const callerTable = (words: boolean): CallerTable => {
  const kept = keptSpeech(words);
  const byItem = idPlaces();
  return {
    get length() {
      return kept.rows();
    },
    at: (row) => (row < 0 || row >= kept.rows() ? undefined : new CallerRow(kept, row)),
    *[Symbol.iterator]() {
      for (let row = 0; row < kept.rows(); row += 1) yield new CallerRow(kept, row);
    },
    add(itemId, seq) {
      const speech = new CallerRow(kept, kept.add());
      speech.seq = seq;
      if (itemId !== undefined) byItem.set(itemId, speech.row);
      return speech;
    },
    ofItem(itemId) {
      const row = byItem.get(itemId);
      return row === undefined ? undefined : new CallerRow(kept, row);
    },
    uncommitted() {
      for (let row = kept.rows() - 1; row >= 0; row -= 1) {
        const speech = new CallerRow(kept, row);
        if (speech.committedAt === undefined) return speech;
      }
      return undefined;
    },
  };
};
