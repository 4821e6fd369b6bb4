import { CallerRow, keptSpeech } from './caller-row.ts';
import { looked, type Rows } from './cells.ts';
import { idPlaces } from './id-places.ts';

type Asked = {
  /** Adds a speech that begins with entry `seq`. */
  add(itemId: string | undefined, seq: number): CallerRow;
  /** The last speech that became this item. */
  ofItem(itemId: string): CallerRow | undefined;
  /** The last that no item was made of. */
  uncommitted(): CallerRow | undefined;
};

/** What the caller said: rows of numbers, and transcripts where words are kept. */
export type CallerTable = Rows<CallerRow> & Asked;

/** Nothing was said yet. Without `words` no transcript is kept. */
export const callerTable = (words: boolean): CallerTable => {
  const kept = keptSpeech(words);
  const byItem = idPlaces();
  const look = (row: number): CallerRow => new CallerRow(kept, row);
  return looked<CallerRow, Asked>(kept, look, {
    add(itemId, seq) {
      const speech = look(kept.add());
      speech.seq = seq;
      if (itemId !== undefined) byItem.set(itemId, speech.row);
      return speech;
    },
    ofItem(itemId) {
      const row = byItem.get(itemId);
      return row === undefined ? undefined : look(row);
    },
    uncommitted() {
      for (let row = kept.rows() - 1; row >= 0; row -= 1) {
        const speech = look(row);
        if (speech.committedAt === undefined) return speech;
      }
      return undefined;
    },
  });
};
