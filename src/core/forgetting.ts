import { withNewest } from './map-walks.ts';
import { withOnly } from './order.ts';
import { changed } from './session-copy.ts';
import type { Session } from './session.ts';

/**
 * A session remembers so many items, responses and tool calls at most; beyond it the oldest are forgotten, many at a time.
 * The longest there is, of an hour (realtime-api.md 5), has a few hundred of each.
 */
export const most = 5000;
const left = 4000;

const newest = <Id extends string, Value extends object>(map: ReadonlyMap<Id, Value>) =>
  map.size <= most ? map : withNewest(map, left);

/** The session without what is too old to be remembered, counted; the very same one when there is nothing. */
export const withinBounds = (session: Session): Session => {
  const { items, responses, toolCalls, forgotten } = session;
  if (items.size <= most && responses.size <= most && toolCalls.size <= most) return session;
  const kept = { items: newest(items), responses: newest(responses), toolCalls: newest(toolCalls) };
  return changed(session, {
    ...kept,
    order: kept.items === items ? session.order : withOnly(session.order, kept.items),
    active: session.active.filter((id) => kept.responses.has(id)),
    forgotten: {
      items: forgotten.items + items.size - kept.items.size,
      responses: forgotten.responses + responses.size - kept.responses.size,
      toolCalls: forgotten.toolCalls + toolCalls.size - kept.toolCalls.size,
    },
  });
};
