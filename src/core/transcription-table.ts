import { cells, looked, type Rows } from './cells.ts';
import { number, text, type Raw } from './raw.ts';

/** What one transcription of the caller used: seconds where it is billed by them, and tokens, as far as told. */
export type TranscriptionUsage = {
  readonly seconds: number | undefined;
  readonly tokens: number | undefined;
};

type Asked = { add(usage: Raw): void };

/** What transcriptions of the caller used. */
export type TranscriptionTable = Rows<TranscriptionUsage> & Asked;

/** None yet. */
export const transcriptionTable = (): TranscriptionTable => {
  const kept = cells(2);
  const look = (row: number): TranscriptionUsage => ({ seconds: kept.get(row, 0), tokens: kept.get(row, 1) });
  return looked<TranscriptionUsage, Asked>(kept, look, {
    add(usage) {
      const row = kept.add();
      if (text(usage, 'type') === 'duration') kept.set(row, 0, number(usage, 'seconds'));
      kept.set(row, 1, number(usage, 'total_tokens'));
    },
  });
};
