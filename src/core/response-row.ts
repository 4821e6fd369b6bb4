import { CellRow, cells, numbered } from './cells.ts';
import type { ResponseFacts } from './facts.ts';
import type { ResponseUsage } from './usage.ts';

type Said = { readonly itemId: string; readonly text: string };

const column = {
  seq: 0,
  inConversation: 1,
  operator: 2,
  createdAt: 3,
  firstDeltaAt: 4,
  firstAudioAt: 5,
  firstWordAt: 6,
  audibleAt: 7,
  silentAt: 8,
  cleared: 9,
  doneAt: 10,
  status: 11,
  reason: 12,
  model: 13,
  heardMs: 14,
  // And those behind it.
  usage: 15,
} as const;
const columns = column.usage + 11;

const cutters = ['caller', 'client'] as const;

type Kept = ReturnType<typeof keptResponses>;

/** Where what is known of responses is kept: `words` too, and ids, or numbers alone. */
export const keptResponses = (words: boolean) => ({
  ...cells(columns),
  names: numbered(),
  ids: words ? new Array<string>() : undefined,
  said: words ? new Array<Said[]>() : undefined,
});

const noWords: readonly Said[] = [];

/** A response. */
export class ResponseRow extends CellRow<Kept> implements ResponseFacts {
  private word(at: number): string | undefined {
    return this.kept.names.word(this.get(at));
  }

  private setWord(at: number, word: string | undefined): void {
    this.set(at, this.kept.names.number(word));
  }

  get id(): string {
    return this.kept.ids?.[this.row] ?? '';
  }

  get words(): readonly Said[] {
    return this.kept.said?.[this.row] ?? noWords;
  }

  get seq(): number {
    return this.get(column.seq) ?? 0;
  }

  set seq(seq: number) {
    this.set(column.seq, seq);
  }

  get inConversation(): boolean {
    return this.get(column.inConversation) !== 0;
  }

  set inConversation(is: boolean) {
    this.set(column.inConversation, is ? 1 : 0);
  }

  get operator(): boolean {
    return this.get(column.operator) === 1;
  }

  set operator(is: boolean) {
    this.set(column.operator, is ? 1 : 0);
  }

  get createdAt(): number | undefined {
    return this.get(column.createdAt);
  }

  set createdAt(ms: number | undefined) {
    this.set(column.createdAt, ms);
  }

  get firstDeltaAt(): number | undefined {
    return this.get(column.firstDeltaAt);
  }

  set firstDeltaAt(ms: number | undefined) {
    this.set(column.firstDeltaAt, ms);
  }

  get firstAudioAt(): number | undefined {
    return this.get(column.firstAudioAt);
  }

  set firstAudioAt(ms: number | undefined) {
    this.set(column.firstAudioAt, ms);
  }

  get firstWordAt(): number | undefined {
    return this.get(column.firstWordAt);
  }

  set firstWordAt(ms: number | undefined) {
    this.set(column.firstWordAt, ms);
  }

  get audibleAt(): number | undefined {
    return this.get(column.audibleAt);
  }

  set audibleAt(ms: number | undefined) {
    this.set(column.audibleAt, ms);
  }

  get silentAt(): number | undefined {
    return this.get(column.silentAt);
  }

  set silentAt(ms: number | undefined) {
    this.set(column.silentAt, ms);
  }

  get cleared(): 'caller' | 'client' | undefined {
    const by = this.get(column.cleared);
    return by === undefined ? undefined : cutters[by];
  }

  set cleared(by: 'caller' | 'client' | undefined) {
    this.set(column.cleared, by === undefined ? undefined : cutters.indexOf(by));
  }

  get doneAt(): number | undefined {
    return this.get(column.doneAt);
  }

  set doneAt(ms: number | undefined) {
    this.set(column.doneAt, ms);
  }

  get status(): string | undefined {
    return this.word(column.status);
  }

  set status(status: string | undefined) {
    this.setWord(column.status, status);
  }

  get reason(): string | undefined {
    return this.word(column.reason);
  }

  set reason(reason: string | undefined) {
    this.setWord(column.reason, reason);
  }

  get model(): string | undefined {
    return this.word(column.model);
  }

  set model(model: string | undefined) {
    this.setWord(column.model, model);
  }

  get heardMs(): number | undefined {
    return this.get(column.heardMs);
  }

  set heardMs(ms: number | undefined) {
    this.set(column.heardMs, ms);
  }

  get usage(): ResponseUsage | undefined {
    if (this.get(column.usage) === undefined) return undefined;
    const at = (offset: number): number => this.get(column.usage + offset) ?? 0;
    return {
      inputTokens: at(0),
      outputTokens: at(1),
      cachedTokens: at(2),
      input: { text: at(3), audio: at(4), image: at(5) },
      cached: { text: at(6), audio: at(7), image: at(8) },
      output: { text: at(9), audio: at(10) },
    };
  }

  set usage(used: ResponseUsage | undefined) {
    if (used === undefined) return;
    const { inputTokens, outputTokens, cachedTokens, input, cached, output } = used;
    this.set(column.usage, inputTokens);
    this.set(column.usage + 1, outputTokens);
    this.set(column.usage + 2, cachedTokens);
    this.set(column.usage + 3, input.text);
    this.set(column.usage + 4, input.audio);
    this.set(column.usage + 5, input.image);
    this.set(column.usage + 6, cached.text);
    this.set(column.usage + 7, cached.audio);
    this.set(column.usage + 8, cached.image);
    this.set(column.usage + 9, output.text);
    this.set(column.usage + 10, output.audio);
  }
}
