import { child, children, number, text, type Raw } from '../core/raw.ts';
import { completed, place } from './items.ts';
import { refusal, type Refusal } from './refusal.ts';
import type { Handler } from './scene.ts';
import { speechMs } from './speech.ts';
import { truncate } from './truncate.ts';

const noItem = (verb: 'deleting' | 'retrieving' | 'truncating', id: string): Refusal => {
  const code = { deleting: 'item_delete', retrieving: 'item_retrieve', truncating: 'item_truncate' }[verb];
  return refusal(
    `${code}_invalid_item_id`,
    `Error ${verb} item: the item with id '${id}' does not exist.`,
    'item_id',
  );
};

/** conversation.item.create */
export const createItem: Handler = (event, { stage }) => {
  const item = child(event, 'item') ?? {};
  const previous = text(event, 'previous_item_id');
  if (previous !== undefined && previous !== 'root' && !stage.conversation.has(previous)) {
    const message = `Error adding item: the previous item with id '${previous}' does not exist.`;
    return refusal('invalid_value', message, 'previous_item_id');
  }
  const id = text(item, 'id');
  if (id !== undefined && stage.conversation.has(id)) {
    return refusal('invalid_value', `Error adding item: an item with id '${id}' already exists.`, 'item.id');
  }
  if (text(item, 'type') === 'function_call_output') {
    const callId = text(item, 'call_id') ?? '';
    const called = stage.conversation.items().some((one) => isCall(one, callId));
    if (!called) {
      return refusal(
        'invalid_tool_call_id',
        `Tool call ID '${callId}' not found in conversation.`,
        'item.call_id',
      );
    }
  }
  place(stage, completed(stage, item), previous);
  return undefined;
};

const isCall = (item: Raw, callId: string): boolean =>
  text(item, 'type') === 'function_call' && text(item, 'call_id') === callId;

/** conversation.item.retrieve */
export const retrieveItem: Handler = (event, { stage }) => {
  const id = text(event, 'item_id') ?? '';
  const item = stage.conversation.get(id);
  if (item === undefined) return noItem('retrieving', id);
  stage.emit({ type: 'conversation.item.retrieved', item });
  return undefined;
};

/** conversation.item.delete */
export const deleteItem: Handler = (event, { stage }) => {
  const id = text(event, 'item_id') ?? '';
  if (!stage.conversation.has(id)) return noItem('deleting', id);
  stage.conversation.remove(id);
  stage.emit({ type: 'conversation.item.deleted', item_id: id });
  return undefined;
};

/** conversation.item.truncate */
export const truncateItem: Handler = (event, { stage }) => {
  const id = text(event, 'item_id') ?? '';
  const item = stage.conversation.get(id);
  if (item === undefined) return noItem('truncating', id);
  const part = children(item, 'content')[number(event, 'content_index') ?? 0];
  if (text(part, 'type') !== 'output_audio') {
    return refusal('invalid_value', 'Only model output audio messages can be truncated.', 'item_id');
  }
  const transcript = text(part, 'transcript');
  if (transcript === undefined) {
    return refusal('item_already_truncated', `The item with id '${id}' is already truncated.`, 'item_id');
  }
  const end = number(event, 'audio_end_ms') ?? 0;
  const length = speechMs(transcript);
  if (end > length) {
    const message = `Audio content of ${length}ms is already shorter than ${end}ms`;
    return refusal('invalid_value', message, 'audio_end_ms');
  }
  truncate(stage, { itemId: id, contentIndex: number(event, 'content_index') ?? 0, heardMs: end });
  return undefined;
};
