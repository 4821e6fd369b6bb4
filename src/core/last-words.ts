import { hideKeys } from './secret-shapes.ts';
import type { Session } from './session.ts';
import type { LastWords } from './visit.ts';

/** The most that is kept of what was said last, in characters. */
const most = 120;
/** How far back it is looked for, in items. */
const far = 50;

/** What was said last on a call, by the agent or the caller: short, with nothing in it that looks like a key. */
export const lastWords = ({ items, order }: Session): LastWords | undefined => {
  for (let back = 1; back <= Math.min(far, order.length); back += 1) {
    const item = items.get(order.at(-back) ?? '');
    const said = item?.type === 'message' ? item.text.trim() : '';
    if (said === '' || (item?.role !== 'agent' && item?.role !== 'user')) continue;
    const text = hideKeys(said.slice(0, 4 * most)).replace(/\s+/g, ' ');
    return {
      who: item.role === 'agent' ? 'agent' : 'caller',
      text: text.length > most ? `${text.slice(0, most)}…` : text,
    };
  }
  return undefined;
};
