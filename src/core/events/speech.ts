import { define, type Line, type Stamp } from '../definition.ts';
import { withoutDrafts, withPiece } from '../drafts.ts';
import { withNamedItem } from '../items.ts';
import { asPresent } from '../present.ts';
import { number, text, type Raw } from '../raw.ts';
import { alive, isInConversation } from '../responses.ts';
import type { Session } from '../session.ts';
import { bytesOf } from '../words.ts';

type Piece = { readonly itemId: string; readonly responseId: string | undefined; readonly delta: string };
type Words = {
  readonly itemId: string;
  readonly responseId?: string;
  readonly part: number;
  readonly said: string;
};

const readPiece = (raw: Raw): Piece | undefined => {
  const itemId = text(raw, 'item_id');
  const delta = text(raw, 'delta');
  if (itemId === undefined || delta === undefined) return undefined;
  return { itemId, responseId: text(raw, 'response_id'), delta };
};

const applyPiece = (session: Session, { itemId, responseId, delta }: Piece, { at }: Stamp): Session =>
  withPiece(alive(session, responseId), itemId, 'agent', delta, at);

const readWords =
  (key: 'transcript' | 'text') =>
  (raw: Raw): Words | undefined => {
    const itemId = text(raw, 'item_id');
    const said = text(raw, key);
    if (itemId === undefined || said === undefined) return undefined;
    return asPresent({
      itemId,
      responseId: text(raw, 'response_id'),
      part: number(raw, 'content_index') ?? 0,
      said,
    });
  };

const applyWords = (session: Session, { itemId, responseId, part, said }: Words): Session => {
  const next = withoutDrafts(alive(session, responseId), itemId);
  return withNamedItem(
    next,
    itemId,
    'agent',
    (item) =>
      asPresent({
        ...item,
        role: item.role ?? 'agent',
        type: item.type === 'unknown' ? 'message' : item.type,
        // A later part follows what the earlier ones said.
        text: part > 0 && item.text !== said ? item.text + said : said,
        final: true,
        responseId: item.responseId ?? responseId,
      }),
    isInConversation(session, responseId),
  );
};

const growing = ({ itemId, delta }: Piece): Line => ({
  tone: 'agent',
  who: 'agent',
  label: 'agent says',
  text: delta,
  fields: { item: itemId },
  minor: true,
});

const spoken = (verb: string, { itemId, responseId, said }: Words, after: () => Session): Line => {
  const session = after();
  const base = { tone: 'agent', who: 'agent', text: said } as const;
  const fields = { item: itemId };
  // A check that stands beside the conversation is heard by nobody.
  if (!isInConversation(session, responseId)) return { ...base, label: 'agent wrote apart', fields };
  if (said === '') return { ...base, label: `agent ${verb} nothing`, fields, minor: true };
  const cut = session.items.get(itemId)?.cut !== undefined;
  return {
    ...base,
    label: `agent ${verb}`,
    fields: cut ? { ...fields, cut_off: true } : fields,
    utterance: true,
  };
};

/** A piece of what the agent says: it comes before the audio it belongs to, and much faster than it is heard. */
export const transcriptDelta = define('response.output_audio_transcript.delta', {
  joins: true,
  read: readPiece,
  apply: applyPiece,
  line: growing,
});

/** All the agent said; when it was cut off, more than was heard. */
export const transcriptDone = define('response.output_audio_transcript.done', {
  read: readWords('transcript'),
  apply: applyWords,
  line: (fields, session) => spoken('said', fields, session),
});

/** A piece of what the agent writes. */
export const textDelta = define('response.output_text.delta', {
  joins: true,
  read: readPiece,
  apply: applyPiece,
  line: growing,
});

/** All the agent wrote. */
export const textDone = define('response.output_text.done', {
  read: readWords('text'),
  apply: applyWords,
  line: (fields, session) => spoken('wrote', fields, session),
});

const readAudio = (raw: Raw) =>
  asPresent({ itemId: text(raw, 'item_id'), responseId: text(raw, 'response_id') });

/** The bytes of a piece of sound, also where a redacted recording holds no more than their number. */
export const soundBytes = (raw: Raw): number => {
  const sound = text(raw, 'delta') ?? '';
  return sound === '' ? (number(raw, 'dropped_bytes') ?? 0) : bytesOf(sound);
};

/** A piece of sound. Plain WebSocket connections only: a sideband does not get it. */
export const audioDelta = define('response.output_audio.delta', {
  read: (raw) => ({ ...readAudio(raw), bytes: soundBytes(raw) }),
  apply: (session, { responseId }) => alive(session, responseId),
  line: ({ itemId, bytes }) => ({
    tone: 'quiet',
    who: 'agent',
    label: 'agent audio',
    fields: { bytes, item: itemId },
    minor: true,
  }),
});

/** All sound of an item was made, not heard. */
export const audioDone = define('response.output_audio.done', {
  read: readAudio,
  apply: (session, { responseId }) => alive(session, responseId),
  line: ({ itemId }) => ({
    tone: 'quiet',
    who: 'agent',
    label: 'agent audio generated',
    fields: { item: itemId },
    minor: true,
  }),
});
