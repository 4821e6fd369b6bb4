import { text, type Raw } from '../raw.ts';
import { bytesOf } from '../words.ts';
import type { Leaf } from './json-edits.ts';
import type { Ledger } from './ledger.ts';
import type { Omitting } from './omit.ts';
import { isSound, pieceOf, type recutting } from './pieces.ts';
import { isEventType, isProtocolWord } from './protocol-words.ts';
import type { Redacting } from './text.ts';
import type { Wish } from './wish.ts';

/** What is needed to redact an event. */
export type EventTools = {
  readonly redact: Redacting;
  readonly ledger: Ledger;
  readonly omit: Omitting;
  readonly pieces: ReturnType<typeof recutting>;
};

/** The JSON of a text that changed; undefined when it did not. */
export const changed = (before: string, after: string): string | undefined =>
  before === after ? undefined : JSON.stringify(after);

/** The field emptied, with how many bytes were in it beside it. */
export const emptied = (what: string, value: string, ledger: Ledger): string => {
  const bytes = bytesOf(value);
  ledger.drop(what, bytes);
  return `"","dropped_bytes":${bytes}`;
};

const base64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** What comes into the place of a value in an event, found by where it stands; undefined leaves it to the letter. */
export const inEvent = (
  { drop, personal }: Wish,
  { redact, ledger, omit, pieces }: EventTools,
): ((
  event: Raw,
  duplicate: boolean,
) => (leaf: Leaf, path: readonly string[], what: 'value' | 'key') => string | undefined) => {
  const noSound = drop.has('audio') || personal;
  const noPictures = drop.has('images') || personal;

  return (event, duplicate) => {
    const type = text(event, 'type') ?? '';
    const piece = pieceOf(event);
    const isKey = personal && type === 'input_audio_buffer.dtmf_event_received';
    return (leaf, path, what) => {
      const field = path.at(-1) ?? '';
      const { value, name } = leaf;
      if (what === 'key') return typeof value === 'string' ? redact.field(value) : undefined;
      if (isKey && field === 'event' && path.length === 1) return omit.marked('keys', '[key]');
      const tokens = path.includes('logprobs');
      if (typeof value === 'number') return tokens && field === 'bytes' ? '0' : redact.named(leaf);
      if (value === '') return undefined;
      if (field === 'type' && path.length === 1 && isEventType(value)) return undefined;
      // Tokens spell out what was said, cut at other places than words and numbers.
      if (tokens && field === 'token') return '""';
      if ((field === 'audio' || (field === 'delta' && isSound(type))) && base64.test(value))
        return noSound ? emptied('audio', value, ledger) : changed(value, redact.blob(value));
      if (field === 'image_url' && value.startsWith('data:'))
        return noPictures ? omit.marked('images', '[image]') : changed(value, redact.blob(value));
      if (piece !== undefined && path.length === 1 && field === piece.field) {
        const gone = omit.piece(type, event);
        if (gone !== undefined) return gone;
        // A piece that is there twice belongs to no text.
        const cut = duplicate || value !== piece.text ? '' : pieces.piece(event);
        return cut === undefined ? undefined : changed(value, cut);
      }
      const secret = path.includes('headers') || (field === 'value' && path.includes('client_secret'));
      const whole = omit.whole(field, path);
      if (whole !== undefined || (isProtocolWord(value) && !secret)) return whole;
      return (
        (secret ? JSON.stringify(ledger.place('secret', value)) : undefined) ??
        redact.named({ value, path, name }) ??
        (field === 'id' || field.endsWith('_id')
          ? changed(value, redact.id(value))
          : changed(value, redact.text(value)))
      );
    };
  };
};
