import { children, own, text, type Raw } from '../core/raw.ts';
import type { Stage } from './stage.ts';

const fieldOrder = [
  'id',
  'object',
  'type',
  'status',
  'role',
  'name',
  'call_id',
  'arguments',
  'output',
  'content',
  'phase',
];

/** An item with its fields in the order of the service, and `object` where that is switched on. */
export const ordered = (stage: Stage, item: Raw): Raw => {
  const { object: _, ...plain } = item;
  const whole: Raw = stage.switches.flag('item_object_field') ? { ...plain, object: 'realtime.item' } : plain;
  const rest = Object.keys(whole).filter((key) => !fieldOrder.includes(key));
  const keys = [...fieldOrder, ...rest].filter((key) => own(whole, key) !== undefined);
  return Object.fromEntries(keys.map((key) => [key, whole[key]]));
};

/** Puts a finished item into the conversation and tells everybody, as `added` and `done`. */
export const place = (stage: Stage, item: Raw, after?: string): void => {
  const whole = ordered(stage, item);
  const previous = stage.conversation.insert(whole, after);
  const shown = withoutAudio(whole);
  stage.emit({ type: 'conversation.item.added', previous_item_id: previous, item: shown });
  stage.emit({ type: 'conversation.item.done', previous_item_id: previous, item: shown });
};

/** An item as events show it: audio bytes stay on the server until somebody retrieves them. */
const withoutAudio = (item: Raw): Raw => {
  if (!children(item, 'content').some((part) => own(part, 'audio') !== undefined)) return item;
  return {
    ...item,
    content: children(item, 'content').map((part) =>
      Object.fromEntries(Object.entries(part).filter(([key]) => key !== 'audio')),
    ),
  };
};

/** A client's item made complete: an id if it has none, and a status where the service gives one. */
export const completed = (stage: Stage, item: Raw): Raw => {
  const id = text(item, 'id') ?? stage.ids.item();
  const type = text(item, 'type');
  if (type === 'message')
    return { ...item, id, status: text(item, 'status') ?? 'completed', content: heard(item) };
  if (type !== 'function_call') return { ...item, id };
  return { ...item, id, status: 'completed', call_id: text(item, 'call_id') ?? stage.ids.toolCall() };
};

const heard = (item: Raw): readonly Raw[] =>
  children(item, 'content').map((part) =>
    text(part, 'type') === 'input_audio' ? { ...part, transcript: own(part, 'transcript') ?? null } : part,
  );
