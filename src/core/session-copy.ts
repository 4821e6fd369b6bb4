import type { Session } from './session.ts';
import { inOneGo } from './versioned-map.ts';

/** A session that is still being made. */
export type Unfinished = { -readonly [Field in keyof Session]: Session[Field] };

type Fields = { [Field in keyof Required<Session>]: Session[Field] | undefined };

/**
 * A shallow copy to change before anybody else sees it. Written out field by field: of thousands of events a second
 * each makes one, and this takes a tenth of the time of a spread.
 */
export const copyOf = (session: Session): Unfinished => {
  const copy: Fields = {
    id: session.id,
    model: session.model,
    expiresAt: session.expiresAt,
    config: session.config,
    configs: session.configs,
    configsForgotten: session.configsForgotten,
    items: session.items,
    order: session.order,
    drafts: session.drafts,
    interpreted: session.interpreted,
    user: session.user,
    agent: session.agent,
    responses: session.responses,
    active: session.active,
    toolCalls: session.toolCalls,
    forgotten: session.forgotten,
    errors: session.errors,
    usage: session.usage,
    rateLimits: session.rateLimits,
    counts: session.counts,
    lastFrame: session.lastFrame,
    link: session.link,
    gaps: session.gaps,
    fatal: session.fatal,
    end: session.end,
  };
  // A field that is there and undefined reads like one that is not there.
  return copy as Unfinished;
};

// The session of a fold that is under way: nobody else has it yet, so that its fields can be set where they are.
let unfinished: Unfinished | undefined;

/** A session to set fields of: the one given while it is still being made, otherwise a copy. */
export const editable = (session: Session): Unfinished =>
  session === unfinished ? unfinished : copyOf(session);

/** The session with other values in some of its fields: what a spread would give, in a tenth of its time. */
export const changed = (session: Session, fields: Partial<Session>): Session =>
  Object.assign(editable(session), fields);

/**
 * Several changes, one upon the other, for the price of one copy: in `make`, `changed` gives back the very session it
 * was given, and the maps in it change like it. What `make` is given is finished, and like any other, when it returns.
 */
export const making = (session: Session, make: (session: Session) => Session): Session => {
  const outer = unfinished;
  const mine = copyOf(session);
  unfinished = mine;
  try {
    return inOneGo(() => make(mine));
  } finally {
    unfinished = outer;
  }
};
