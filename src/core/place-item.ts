import type { Operator } from './operator.ts';
import { isAnother, retrieveItem, type Outgoing } from './outgoing.ts';
import type { Ids } from './ports.ts';
import { at, child } from './raw.ts';
import type { Outcome } from './settle.ts';

/**
 * Adds an item (core/outgoing `createItem`). When nothing says what became of it, it is looked up by its id, on the
 * connection there is then: what is there was added. `within` is in milliseconds, over both.
 */
export const placeItem = async (
  operator: Operator,
  item: Outgoing,
  ids: Ids,
  within = 7500,
): Promise<Outcome> => {
  const added = await operator.perform(item, Math.min(item.limit, Math.ceil((within * 2) / 3)));
  const itemId = at(item.event, 'item.id');
  if (added.outcome !== 'unknown' || typeof itemId !== 'string') return added;
  const found = await operator.perform(retrieveItem(itemId, ids, item.by), Math.floor(within / 3));
  if (found.outcome === 'confirmed') {
    const { event } = found.entry;
    const there = event.kind === 'server' ? child(event.raw, 'item') : undefined;
    const ours = child(item.event, 'item') ?? {};
    return isAnother(there, ours)
      ? { outcome: 'refused', said: `an item with id '${itemId}' holds another output` }
      : found;
  }
  if (found.outcome === 'refused' && found.code === 'item_retrieve_invalid_item_id') {
    return { ...added, reason: `${added.reason}, and the conversation does not hold it` };
  }
  return added;
};
