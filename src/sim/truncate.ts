import { children } from '../core/raw.ts';
import type { Cut } from './playback.ts';
import type { Stage } from './stage.ts';

/** Cuts the audio of an item off; the server forgets its transcript with it. */
export const truncate = (stage: Stage, cut: Cut): void => {
  const item = stage.conversation.get(cut.itemId);
  if (item === undefined) return;
  const content = children(item, 'content').map((part, index) => {
    const { transcript: _, ...rest } = part;
    return index === cut.contentIndex ? rest : part;
  });
  stage.conversation.replace(cut.itemId, { ...item, content });
  stage.emit({
    type: 'conversation.item.truncated',
    item_id: cut.itemId,
    content_index: cut.contentIndex,
    audio_end_ms: cut.heardMs,
  });
};
