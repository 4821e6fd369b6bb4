import type { Draft, Role, Session } from './session.ts';
import { changed } from './session-copy.ts';
import type { Instant } from './signal.ts';

/** More texts than this do not grow at once: the oldest is given up until its finished text comes. */
const most = 64;

/** The session with a piece added to the text that grows for an item. */
export const withPiece = (
  session: Session,
  itemId: string,
  role: Role,
  piece: string,
  at: Instant,
): Session => {
  const known = session.drafts.get(itemId);
  // One text grows at a time, nearly always; then nothing needs to be copied.
  const drafts = new Map<string, Draft>(
    known !== undefined && session.drafts.size === 1 ? undefined : session.drafts,
  );
  if (known === undefined && drafts.size >= most) {
    for (const oldest of drafts.keys()) {
      drafts.delete(oldest);
      break;
    }
  }
  drafts.set(
    itemId,
    known === undefined
      ? { itemId, role, text: piece, since: at }
      : { itemId, role: known.role, text: known.text + piece, since: known.since },
  );
  return changed(session, { drafts });
};

/** The session without the growing texts of these items: they are finished, or their end will not be seen. */
export const withoutDrafts = (session: Session, ...itemIds: readonly string[]): Session => {
  if (!itemIds.some((id) => session.drafts.has(id))) return session;
  const drafts = new Map(session.drafts);
  for (const id of itemIds) drafts.delete(id);
  return changed(session, { drafts });
};
