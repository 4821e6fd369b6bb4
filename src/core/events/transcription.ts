import { define } from '../definition.ts';
import { withoutDrafts, withPiece } from '../drafts.ts';
import { withNamedItem } from '../items.ts';
import { changed } from '../session-copy.ts';
import { asPresent } from '../present.ts';
import { child, children, number, text, type Raw } from '../raw.ts';
import { withTranscriptionUsage } from '../usage.ts';

const named = (raw: Raw): string | undefined => text(raw, 'item_id');

/** A piece of what the caller said; it may come long after the agent has begun to answer. */
export const transcriptionDelta = define('conversation.item.input_audio_transcription.delta', {
  joins: true,
  read: (raw) => {
    const itemId = named(raw);
    return itemId === undefined ? undefined : { itemId, delta: text(raw, 'delta') ?? '' };
  },
  apply: (session, { itemId, delta }, { at }) => withPiece(session, itemId, 'user', delta, at),
  line: ({ itemId, delta }) => ({
    tone: 'user',
    who: 'user',
    label: 'caller says',
    text: delta,
    fields: { item: itemId },
    minor: true,
  }),
});

/** What the caller said. An empty one is a silence that was taken for speech. */
export const transcriptionCompleted = define('conversation.item.input_audio_transcription.completed', {
  read: (raw) => {
    const itemId = named(raw);
    const transcript = text(raw, 'transcript');
    if (itemId === undefined || transcript === undefined) return undefined;
    const codes = children(raw, 'languages').flatMap((language) => text(language, 'code') ?? []);
    return asPresent({
      itemId,
      transcript: transcript.trim(),
      usage: child(raw, 'usage'),
      language: codes.length === 0 ? undefined : codes.join(','),
    });
  },
  apply: (session, { itemId, transcript, usage }) => {
    const next = withNamedItem(withoutDrafts(session, itemId), itemId, 'user', (item) => ({
      ...item,
      role: item.role ?? 'user',
      type: item.type === 'unknown' ? 'message' : item.type,
      text: transcript,
      final: true,
    }));
    return usage === undefined
      ? next
      : changed(next, { usage: withTranscriptionUsage(session.usage, usage) });
  },
  line: ({ itemId, transcript, language }) =>
    transcript === ''
      ? {
          tone: 'quiet',
          who: 'user',
          label: 'caller: no words recognised',
          fields: { item: itemId },
          minor: true,
        }
      : {
          tone: 'user',
          who: 'user',
          label: 'caller said',
          text: transcript,
          fields: { item: itemId, language },
          utterance: true,
        },
});

/** A part of a diarised transcript; the whole comes with `completed`. */
export const transcriptionSegment = define('conversation.item.input_audio_transcription.segment', {
  read: (raw) => {
    const itemId = named(raw);
    return itemId === undefined
      ? undefined
      : asPresent({
          itemId,
          text: text(raw, 'text') ?? '',
          speaker: text(raw, 'speaker'),
          start: number(raw, 'start'),
          end: number(raw, 'end'),
        });
  },
  line: ({ itemId, text: words, speaker, start, end }) => ({
    tone: 'user',
    who: 'user',
    label: 'caller segment',
    text: words,
    fields: { item: itemId, speaker, start, end },
    minor: true,
  }),
});

/** The caller's words could not be had; the call goes on, the model heard the audio itself. */
export const transcriptionFailed = define('conversation.item.input_audio_transcription.failed', {
  read: (raw) => {
    const itemId = named(raw);
    const error = child(raw, 'error');
    return itemId === undefined
      ? undefined
      : asPresent({
          itemId,
          code: text(error, 'code') ?? text(error, 'type'),
          message: text(error, 'message'),
        });
  },
  apply: (session, { itemId }) =>
    withNamedItem(withoutDrafts(session, itemId), itemId, 'user', (item) => ({ ...item, final: true })),
  line: ({ itemId, code, message }) => ({
    tone: 'warn',
    who: 'user',
    label: 'caller transcription failed:',
    text: [code, message].filter((part) => part !== undefined).join(': '),
    fields: { item: itemId },
  }),
});
