import type { Line } from './definition.ts';
import { withoutDrafts, withPiece } from './drafts.ts';
import type { Event } from './event.ts';
import { withLast } from './order.ts';
import { allOver, noPassages, withWords, type Heard, type Passage, type Words } from './passages.ts';
import type { Entry } from './ports.ts';
import { at as valueAt } from './raw.ts';
import { changed } from './session-copy.ts';
import type { Session } from './session.ts';
import type { Instant } from './signal.ts';
import { withEntry } from './versioned-map.ts';

const heard = (session: Session, { passages, whole }: Heard, seq: number): Session => {
  let { items, order } = session;
  for (const { id, who, text, from } of whole) {
    const item = { id, type: 'message', role: who, status: 'completed', text: text.trim(), final: true };
    items = withEntry(items, id, { ...item, addedAt: from, seen: true });
    order = withLast(order, id);
  }
  const open = new Set([...passages.open.values()].map(({ id }) => id));
  const before = [...(session.interpreted?.passages.open.values() ?? [])].map(({ id }) => id);
  const next = withoutDrafts(session, ...before.filter((id) => !open.has(id)));
  return changed(next, { items, order, interpreted: { passages, whole, seq } });
};

/** The session with more words of who speaks, or of the interpreter: what is whole is an item like any other. */
export const withInterpreted = (
  session: Session,
  words: Words,
  { seq, at }: { readonly seq: number; readonly at: Instant },
): Session => {
  const now = withWords(session.interpreted?.passages ?? noPassages, words, { at, seq });
  const next = heard(session, now, seq);
  const open = now.passages.open.get(words.who);
  return open === undefined ? next : withPiece(next, open.id, words.who, words.delta, at);
};

/** The session when nothing more comes of what was being said. */
export const withoutInterpreted = (session: Session, seq: number): Session =>
  session.interpreted === undefined || session.interpreted.passages.open.size === 0
    ? session
    : heard(session, allOver(session.interpreted.passages), seq);

const language = (session: Session, path: string): string | undefined => {
  const value = valueAt(session.config, path);
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** The code of the language that is interpreted into (untrusted), where the session told it. */
export const targetLanguage = (session: Session): string | undefined =>
  language(session, 'audio.output.language');

/** True for what may end a passage: of thousands of events only these are asked for their session. */
export const mayEndPassage = (event: Event): boolean =>
  event.kind === 'link'
    ? event.change.to === 'closed' || event.change.to === 'gap'
    : event.kind === 'server' &&
      event.type.startsWith('session.') &&
      (event.type.endsWith('_transcript.delta') || event.type === 'session.closed');

/** The passages that are whole with this entry. */
export const wholeWith = (entry: Entry): readonly Passage[] => {
  if (entry.duplicate === true || !mayEndPassage(entry.event)) return [];
  const { interpreted } = entry.session;
  return interpreted !== undefined && interpreted.seq === entry.seq ? interpreted.whole : [];
};

/** What was being said when the stream ended, with nothing that told its end. */
export const leftOf = (session: Session): readonly Passage[] =>
  session.interpreted === undefined ? [] : allOver(session.interpreted.passages).whole;

/** A passage in one line. */
export const passageLine = ({ id, who, text }: Passage, session: Session): Line =>
  who === 'user'
    ? {
        tone: 'user',
        who,
        label: 'caller said',
        text: text.trim(),
        fields: { item: id, language: language(session, 'audio.input.transcription.language') },
        utterance: true,
      }
    : {
        tone: 'agent',
        who,
        label: 'interpreter said',
        text: text.trim(),
        fields: { item: id, language: targetLanguage(session) },
        utterance: true,
        interpreted: true,
      };
