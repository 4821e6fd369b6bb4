import { at, isRaw, text, type Raw } from '../core/raw.ts';
import type { Call } from './call.ts';

/** A scenario's event with ids in place of `$last_item`, `$last_tool_call` and `$response`. */
export const filled = (event: Raw, call: Call): Raw => {
  const items = call.stage.conversation.items();
  const names = new Map<string, unknown>([
    ['$last_item', at(items.at(-1), 'id')],
    [
      '$last_tool_call',
      at(
        items.findLast((item) => text(item, 'type') === 'function_call'),
        'call_id',
      ),
    ],
    ['$response', call.scene.responses.active()],
  ]);
  const fill = (value: unknown): unknown => {
    if (typeof value === 'string') return names.has(value) ? (names.get(value) ?? null) : value;
    if (Array.isArray(value)) return value.map(fill);
    return isRaw(value)
      ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, fill(one)]))
      : value;
  };
  return isRaw(event)
    ? Object.fromEntries(Object.entries(event).map(([key, one]) => [key, fill(one)]))
    : event;
};
