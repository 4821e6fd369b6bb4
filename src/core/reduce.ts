import { definitionOf } from './catalogue.ts';
import { withinBounds } from './forgetting.ts';
import { withoutInterpreted } from './interpreted.ts';
import type { Stamp } from './definition.ts';
import type { Event } from './event.ts';
import { joinedText, type Piece } from './piece.ts';
import { present } from './present.ts';
import { changed } from './session-copy.ts';
import type { GapSeen, Session } from './session.ts';
import type { Gap, LinkChange } from './signal.ts';
import { tally } from './tally.ts';
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

/**
 * What we believe after one more event, which is no duplicate; that it came is counted apart (`core/tally.ts`). Never
 * throws and never changes the session it is given.
 */
export const meant = (session: Session, event: Event, stamp: Stamp): Session => {
  switch (event.kind) {
    case 'server': {
      const { known } = event;
      // The fields were read by this very definition.
      const next = definitionOf(known.type)?.apply(session, known.fields as never, stamp);
      return next === undefined ? session : withinBounds(next);
    }
    case 'client':
      return changed(session, { counts: { ...session.counts, sent: session.counts.sent + 1 } });
    case 'link':
      return linked(session, event.change, stamp);
    default:
      return session;
  }
};

/**
 * What we believe after several pieces of one text, none of them a duplicate, that came one right behind the other: what
 * `meant` gives for each in turn. `first` is where the first stands.
 */
export const meantBy = (session: Session, pieces: readonly Piece[], first: Stamp): Session => {
  const [piece] = pieces;
  if (piece === undefined) return session;
  const { known } = piece.like;
  const fields = { ...known.fields, delta: joinedText(pieces) };
  // The fields were read by this very definition.
  return withinBounds(definitionOf(known.type)?.apply(session, fields as never, first) ?? session);
};

/** What we believe after one more event, and that it came. A duplicate is counted and changes nothing else. */
export const reduce = (
  session: Session,
  event: Event,
  stamp: Stamp,
  { duplicate = false }: { duplicate?: boolean } = {},
): Session => {
  const came = tally();
  came.add(event, stamp, duplicate);
  return came.told(duplicate ? session : meant(session, event, stamp));
};
