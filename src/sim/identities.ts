import { hex, letters, type Random } from './random.ts';

/** Ids in the shapes the service uses: a prefix and 21 characters whose first five are the same within a call. */
export type Identities = {
  event(): string;
  /** `output_audio_buffer.*` comes from another part of the service: 16 hex digits. */
  bufferEvent(): string;
  item(): string;
  response(): string;
  conversation(): string;
  /** A function call of the conversation, never a media call. */
  toolCall(): string;
  /** Random padding that makes deltas the same size. */
  padding(length: number): string;
};

/** Ids drawn from one seeded stream, padding from another. */
export const identities = (next: Random, padding: Random): Identities => {
  const stamp = letters(5, next);
  const id = (prefix: string): string => `${prefix}_${stamp}${letters(16, next)}`;
  return {
    event: () => id('event'),
    bufferEvent: () => `event_${hex(16, next)}`,
    item: () => id('item'),
    response: () => id('resp'),
    conversation: () => id('conv'),
    toolCall: () => `call_${letters(16, next)}`,
    padding: (length) => letters(length, padding),
  };
};
