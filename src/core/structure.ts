import type { Entry } from './ports.ts';
import type { Session } from './session.ts';

/** When the last stretch ended of which we know nothing. */
const lastGap = (session: Session): number => session.gaps.at(-1)?.to.mono ?? Number.NEGATIVE_INFINITY;

/** True when we saw the response begin, and everything since. */
const isWhole = (session: Session, responseId: string | undefined): boolean => {
  const created = responseId === undefined ? undefined : session.responses.get(responseId)?.createdAt;
  return created !== undefined && created.mono >= lastGap(session);
};

const pieces = (session: Session, itemId: string, responseId: string | undefined): string | undefined =>
  isWhole(session, responseId) && !session.items.has(itemId) && !session.drafts.has(itemId)
    ? 'words of an item that was never begun'
    : undefined;

const words = (
  session: Session,
  itemId: string,
  responseId: string | undefined,
  said: string,
): string | undefined => {
  if (!isWhole(session, responseId)) return undefined;
  if (!session.items.has(itemId)) return 'the end of an item that was never begun';
  const draft = session.drafts.get(itemId);
  return draft !== undefined && draft.text !== said
    ? 'the finished words are not those that came piece by piece'
    : undefined;
};

/** True when the newest item of the conversation was added before our eyes, so that a predecessor should be known. */
const followsSeen = (session: Session): boolean => {
  const added = session.items.get(session.order.at(-1) ?? '')?.addedAt;
  return added !== undefined && added.mono >= lastGap(session);
};

/**
 * What an entry shows to be missing from the stream before it, in our words: the server numbers nothing, so that a
 * loss inside a connection can only be seen from the structure. Silent about what began before we attached or in a
 * gap. `before` is the session before the entry.
 */
export const structuralGap = (before: Session, entry: Entry): string | undefined => {
  const { event } = entry;
  if (event.kind !== 'server' || entry.duplicate === true) return undefined;
  const { known } = event;
  switch (known.type) {
    case 'response.output_text.delta':
    case 'response.output_audio_transcript.delta':
      return pieces(before, known.fields.itemId, known.fields.responseId);
    case 'response.output_text.done':
    case 'response.output_audio_transcript.done':
      return words(before, known.fields.itemId, known.fields.responseId, known.fields.said);
    case 'response.done':
      return isWhole(before, known.fields.id) && known.fields.output.some(({ id }) => !before.items.has(id))
        ? 'a finished response names items that were never seen'
        : undefined;
    case 'conversation.item.added':
    case 'conversation.item.created': {
      const { previous } = known.fields;
      return typeof previous === 'string' &&
        previous !== 'root' &&
        !before.items.has(previous) &&
        // It may be one that is too old to be remembered.
        before.forgotten.items === 0 &&
        followsSeen(before)
        ? 'an item follows one that was never seen'
        : undefined;
    }
    default:
      return undefined;
  }
};
