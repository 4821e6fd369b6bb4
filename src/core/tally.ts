import type { Stamp } from './definition.ts';
import type { Event } from './event.ts';
import { Piece } from './piece.ts';
import { text } from './raw.ts';
import { editable } from './session-copy.ts';
import type { Session } from './session.ts';

const eventIdOf = (event: Event): string | undefined => {
  if (event instanceof Piece) return event.eventId;
  return event.kind === 'server' || event.kind === 'unknown' ? text(event.raw, 'event_id') : undefined;
};

/** Frames that came, and that a session was not told of yet. */
export type Tally = {
  /** An event, or `many` of which it is the last. */
  add(event: Event, stamp: Stamp, duplicate: boolean, many?: number): void;
  /** The session that knows of them; then it counts anew. */
  told(session: Session): Session;
};

/**
 * Counts the frames that came, and tells a session of all of them at once: how many there were, and which was the last.
 * What an event means asks for neither, but for a gap, before which a session has to be told.
 */
export const tally = (): Tally => {
  const none = { received: 0, unknown: 0, malformed: 0, duplicate: 0 };
  let came = { ...none };
  let last: Event | undefined;
  let lastStamp: Stamp | undefined;
  return {
    add(event, stamp, duplicate, many = 1) {
      if (event.kind === 'client' || event.kind === 'link') return;
      came.received += many;
      if (duplicate) came.duplicate += 1;
      else if (event.kind !== 'server') came[event.kind] += 1;
      last = event;
      lastStamp = stamp;
    },
    told(session) {
      if (last === undefined || lastStamp === undefined) return session;
      const { counts } = session;
      const next = editable(session);
      next.counts = {
        received: counts.received + came.received,
        sent: counts.sent,
        unknown: counts.unknown + came.unknown,
        malformed: counts.malformed + came.malformed,
        duplicate: counts.duplicate + came.duplicate,
      };
      const [{ seq, at }, eventId] = [lastStamp, eventIdOf(last)];
      next.lastFrame = eventId === undefined ? { seq, at } : { seq, eventId, at };
      came = { ...none };
      last = undefined;
      return next;
    },
  };
};
