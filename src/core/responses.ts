import { withoutDrafts } from './drafts.ts';
import { appended, withItem, type ItemFields } from './items.ts';
import { withEntry } from './versioned-map.ts';
import { asPresent } from './present.ts';
import type { Raw } from './raw.ts';
import type { Response, Session } from './session.ts';
import type { Instant } from './signal.ts';
import { withoutHalfCalls, withToolItem } from './tool-calls.ts';
import { withResponseUsage } from './usage.ts';
import { changed } from './session-copy.ts';

/** The fields we use of a response as the wire has it. */
export type ResponseFields = {
  readonly id: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly inConversation: boolean;
  readonly metadata?: Raw;
  readonly output: readonly ItemFields[];
  readonly usage?: Raw;
};

const withResponse = (session: Session, response: Response, active: boolean): Session =>
  changed(session, {
    responses: withEntry(session.responses, response.id, response),
    active: session.active.includes(response.id)
      ? active
        ? session.active
        : session.active.filter((id) => id !== response.id)
      : active
        ? [...session.active, response.id]
        : session.active,
  });

/** A response began. */
export const begun = (session: Session, fields: ResponseFields, at: Instant): Session => {
  const known = session.responses.get(fields.id);
  if (known?.doneAt !== undefined) return session;
  const { id, status, inConversation, metadata } = fields;
  const items = known?.items ?? [];
  return withResponse(
    session,
    asPresent({ id, status, inConversation, items, createdAt: at, metadata }),
    true,
  );
};

/** Something of a response came, so it is running: also one that began before we attached, or lived through a gap. */
export const alive = (session: Session, id: string | undefined): Session => {
  if (id === undefined) return session;
  const known = session.responses.get(id);
  if (known !== undefined && known.status !== 'unknown') return session;
  return withResponse(
    session,
    { ...(known ?? { id, inConversation: true, items: [] }), status: 'in_progress' },
    true,
  );
};

/** An item belongs to a response. */
export const withOutput = (session: Session, id: string | undefined, itemId: string): Session => {
  const next = alive(session, id);
  const known = id === undefined ? undefined : next.responses.get(id);
  if (known === undefined || known.items.includes(itemId)) return next;
  return changed(next, {
    responses: withEntry(next.responses, known.id, { ...known, items: [...known.items, itemId] }),
  });
};

/** True unless the response is known to stand outside the conversation. */
export const isInConversation = (session: Session, id: string | undefined): boolean =>
  id === undefined || session.responses.get(id)?.inConversation !== false;

/** A response is over: its items are final, its usage counts, its half-written calls are given up. */
export const finished = (session: Session, fields: ResponseFields, at: Instant): Session => {
  const known = session.responses.get(fields.id);
  if (known?.doneAt !== undefined) return session;
  const inConversation = fields.inConversation && known?.inConversation !== false;
  const items = [...new Set([...(known?.items ?? []), ...fields.output.map((item) => item.id)])];
  const response = asPresent({
    id: fields.id,
    status: fields.status,
    reason: fields.reason,
    inConversation,
    metadata: fields.metadata ?? known?.metadata,
    items,
    createdAt: known?.createdAt,
    doneAt: at,
    usage: fields.usage,
  });
  let next = withResponse(session, response, false);
  next = changed(next, { usage: withResponseUsage(next.usage, fields.usage) });
  next = withoutDrafts(next, ...items);
  for (const item of fields.output) {
    const cut = fields.status === 'cancelled' && item.status === 'incomplete' && item.type === 'message';
    const before = next.items.get(item.id);
    next = withItem(next, item, {
      responseId: fields.id,
      final: true,
      ...(cut && before?.cut === undefined ? { cut: {} } : {}),
    });
    if (inConversation) next = appended(next, item.id, at);
    next = withToolItem(next, item, { at, fresh: before === undefined, responseId: fields.id });
  }
  return fields.status === 'completed' ? next : withoutHalfCalls(next, fields.id);
};
