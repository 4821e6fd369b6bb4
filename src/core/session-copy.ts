import type { Session } from './session.ts';

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
    user: session.user,
    agent: session.agent,
    responses: session.responses,
    active: session.active,
    toolCalls: session.toolCalls,
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

/** The session with other values in some of its fields: what a spread would give, in a tenth of its time. */
export const changed = (session: Session, fields: Partial<Session>): Session =>
  Object.assign(copyOf(session), fields);
