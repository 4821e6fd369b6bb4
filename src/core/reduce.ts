import { definitionOf } from './catalogue.ts';
import { withinBounds } from './forgetting.ts';
import { withoutInterpreted } from './interpreted.ts';
import type { Stamp } from './definition.ts';
import type { Event } from './event.ts';
import { joinedText, Piece } from './piece.ts';
import { present } from './present.ts';
import { text } from './raw.ts';
import { changed, editable } from './session-copy.ts';
import type { GapSeen, Session } from './session.ts';
import type { Gap, LinkChange } from './signal.ts';
import { withEntry } from './versioned-map.ts';

/**
 * Nothing that was open when the link was lost has an end we know of: not the responses, not the texts that grew, not
 * who was speaking.
 */
const afterGap = (session: Session, gap: Gap, { seq }: Stamp): Session => {
  const open = [...session.toolCalls.values()].filter(
    ({ state }) => state === 'building' || state === 'called',
  );
  const { lastFrame } = session;
  const seen: GapSeen = {
    ...gap,
    seq,
    ...(lastFrame === undefined ? {} : { last: present({ seq: lastFrame.seq, eventId: lastFrame.eventId }) }),
    responses: session.active,
    toolCalls: open.map(({ id }) => id),
    userSpeaking: session.user.speaking,
  };
  let { responses, items } = session;
  for (const id of session.active) {
    const response = responses.get(id);
    if (response !== undefined) responses = withEntry(responses, id, { ...response, status: 'unknown' });
  }
  for (const { itemId, text } of session.drafts.values()) {
    const item = items.get(itemId);
    if (item !== undefined && !item.final) items = withEntry(items, itemId, { ...item, text });
  }
  return changed(session, {
    responses,
    items,
    active: [],
    drafts: new Map(),
    user: { speaking: false },
    agent: {},
    gaps: [...session.gaps, seen],
  });
};

const linked = (session: Session, change: LinkChange, stamp: Stamp): Session => {
  switch (change.to) {
    case 'open':
      return changed(session, { link: 'open' });
    case 'retrying':
      return changed(session, { link: 'retrying' });
    case 'gap':
      return afterGap(withoutInterpreted(session, stamp.seq), change.gap, stamp);
    case 'notice':
      return session;
    default:
      return changed(withoutInterpreted(session, stamp.seq), {
        link: 'closed',
        end: { reason: change.reason, at: stamp.at },
      });
  }
};

const received = (
  session: Session,
  { seq, at }: Stamp,
  eventId: string | undefined,
  { as, many = 1 }: { as?: 'unknown' | 'malformed' | 'duplicate'; many?: number } = {},
): Session => {
  const { counts } = session;
  const next = editable(session);
  next.counts = {
    received: counts.received + many,
    sent: counts.sent,
    unknown: counts.unknown + (as === 'unknown' ? 1 : 0),
    malformed: counts.malformed + (as === 'malformed' ? 1 : 0),
    duplicate: counts.duplicate + (as === 'duplicate' ? 1 : 0),
  };
  next.lastFrame = eventId === undefined ? { seq, at } : { seq, eventId, at };
  return next;
};

/**
 * What we believe after one more event. Never throws and never changes the session it is given. A duplicate is counted
 * and changes nothing else.
 */
export const reduce = (
  session: Session,
  event: Event,
  stamp: Stamp,
  { duplicate = false }: { duplicate?: boolean } = {},
): Session => {
  switch (event.kind) {
    case 'server': {
      const eventId = event instanceof Piece ? event.eventId : text(event.raw, 'event_id');
      if (duplicate) return received(session, stamp, eventId, { as: 'duplicate' });
      const { known } = event;
      const definition = definitionOf(known.type);
      const next = received(session, stamp, eventId);
      // The fields were read by this very definition.
      return definition === undefined
        ? next
        : withinBounds(definition.apply(next, known.fields as never, stamp));
    }
    case 'unknown':
      return received(session, stamp, text(event.raw, 'event_id'), {
        as: duplicate ? 'duplicate' : 'unknown',
      });
    case 'malformed':
      return received(session, stamp, undefined, { as: 'malformed' });
    case 'client':
      return changed(session, { counts: { ...session.counts, sent: session.counts.sent + 1 } });
    default:
      return linked(session, event.change, stamp);
  }
};

/**
 * What we believe after several pieces of one text, none of them a duplicate, that came one right behind the other: what
 * `reduce` gives for each in turn. `first` and `last` are where they stand.
 */
export const reducePieces = (
  session: Session,
  pieces: readonly Piece[],
  first: Stamp,
  last: Stamp,
): Session => {
  const [piece] = pieces;
  if (piece === undefined) return session;
  const { known } = piece.like;
  const next = received(session, last, pieces.at(-1)?.eventId, { many: pieces.length });
  const fields = { ...known.fields, delta: joinedText(pieces) };
  // The fields were read by this very definition.
  return withinBounds(definitionOf(known.type)?.apply(next, fields as never, first) ?? next);
};
