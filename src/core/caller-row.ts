import { isListening } from './backchannel.ts';
import { CellRow, cells, numbered } from './cells.ts';
import type { CallerSpeech, Detection } from './facts.ts';

const column = {
  seq: 0,
  startedAt: 1,
  stoppedAt: 2,
  committedAt: 3,
  startMs: 4,
  endMs: 5,
  transcribedAt: 6,
  language: 7,
  failed: 8,
  listening: 9,
  confidence: 10,
  detection: 11,
} as const;
const columns = Object.keys(column).length;

type Kept = ReturnType<typeof keptSpeech>;

/** Where what is known of the caller's speech is kept: `words` too, or numbers alone. */
export const keptSpeech = (words: boolean) => ({
  ...cells(columns),
  names: numbered(),
  detections: new Array<Detection>(),
  transcripts: words ? new Array<string>() : undefined,
});

const alike = (one: Detection, other: Detection): boolean =>
  one.type === other.type && one.silenceMs === other.silenceMs && one.paddingMs === other.paddingMs;

/** Speech of the caller. */
export class CallerRow extends CellRow<Kept> implements CallerSpeech {
  get seq(): number {
    return this.get(column.seq) ?? 0;
  }

  set seq(seq: number) {
    this.set(column.seq, seq);
  }

  get startedAt(): number | undefined {
    return this.get(column.startedAt);
  }

  set startedAt(value: number | undefined) {
    this.set(column.startedAt, value);
  }

  get stoppedAt(): number | undefined {
    return this.get(column.stoppedAt);
  }

  set stoppedAt(value: number | undefined) {
    this.set(column.stoppedAt, value);
  }

  get committedAt(): number | undefined {
    return this.get(column.committedAt);
  }

  set committedAt(value: number | undefined) {
    this.set(column.committedAt, value);
  }

  get startMs(): number | undefined {
    return this.get(column.startMs);
  }

  set startMs(value: number | undefined) {
    this.set(column.startMs, value);
  }

  get endMs(): number | undefined {
    return this.get(column.endMs);
  }

  set endMs(value: number | undefined) {
    this.set(column.endMs, value);
  }

  get transcribedAt(): number | undefined {
    return this.get(column.transcribedAt);
  }

  set transcribedAt(value: number | undefined) {
    this.set(column.transcribedAt, value);
  }

  get confidence(): number | undefined {
    return this.get(column.confidence);
  }

  set confidence(value: number | undefined) {
    this.set(column.confidence, value);
  }

  get language(): string | undefined {
    return this.kept.names.word(this.get(column.language));
  }

  set language(language: string | undefined) {
    this.set(column.language, this.kept.names.number(language));
  }

  get transcriptionFailed(): true | undefined {
    return this.get(column.failed) === undefined ? undefined : true;
  }

  set transcriptionFailed(failed: true | undefined) {
    this.set(column.failed, failed === undefined ? undefined : 1);
  }

  get detection(): Detection | undefined {
    const at = this.get(column.detection);
    return at === undefined ? undefined : this.kept.detections[at];
  }

  set detection(detection: Detection | undefined) {
    if (detection === undefined) return;
    const { detections } = this.kept;
    const known = detections.findIndex((one) => alike(one, detection));
    this.set(column.detection, known === -1 ? detections.push(detection) - 1 : known);
  }

  get transcript(): string | undefined {
    return this.kept.transcripts?.[this.row];
  }

  set transcript(transcript: string | undefined) {
    if (transcript === undefined) return;
    if (this.kept.transcripts !== undefined) this.kept.transcripts[this.row] = transcript;
    this.set(column.listening, isListening(transcript) ? 1 : 0);
  }

  get listening(): boolean | undefined {
    const is = this.get(column.listening);
    return is === undefined ? undefined : is === 1;
  }
}
