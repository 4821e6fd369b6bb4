import { cells, type Rows } from './cells.ts';
import { number, text, type Raw } from './raw.ts';

/** What one transcription of the caller used: seconds where it is billed by them, and tokens, as far as told. */
export type TranscriptionUsage = {
  readonly seconds: number | undefined;
  readonly tokens: number | undefined;
};

/** What transcriptions of the caller used. */
export type TranscriptionTable = Rows<TranscriptionUsage> & { add(usage: Raw): void };

/** None yet. */
export const transcriptionTable = (): TranscriptionTable => {
  const kept = cells(2);
  const at = (row: number): TranscriptionUsage => ({ seconds: kept.get(row, 0), tokens: kept.get(row, 1) });
  return {
    get length() {
      return kept.rows();
    },
    at: (row) => (row < 0 || row >= kept.rows() ? undefined : at(row)),
    *[Symbol.iterator]() {
      for (let row = 0; row < kept.rows(); row += 1) yield at(row);
    },
    add(usage) {
      const row = kept.add();
      if (text(usage, 'type') === 'duration') kept.set(row, 0, number(usage, 'seconds'));
      kept.set(row, 1, number(usage, 'total_tokens'));
    },
  };
};
