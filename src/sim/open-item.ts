import { text, type Raw } from '../core/raw.ts';
import { ordered } from './items.ts';
import type { Run } from './run.ts';
import type { Stage } from './stage.ts';

/** The output a response is in the middle of: how to end it properly, whatever ends it. */
export type Open = { close(status: 'completed' | 'incomplete'): void };

/** An item of a response that was announced, and how to finish it. */
export type Begun = { readonly id: string; readonly at: Raw; done(item: Raw): void };

/** Announces an item of the response and, outside of `conversation: none`, puts it into the conversation. */
export const begin = (stage: Stage, run: Run, item: Raw): Begun => {
  const output_index = run.output.length;
  const first = ordered(stage, item);
  const id = text(item, 'id') ?? '';
  stage.emit({ type: 'response.output_item.added', response_id: run.id, output_index, item: first });
  if (run.inConversation) {
    const previous = stage.conversation.insert(first);
    stage.emit({ type: 'conversation.item.added', previous_item_id: previous, item: first });
  }
  return {
    id,
    at: { response_id: run.id, item_id: id, output_index },
    done(last) {
      const whole = ordered(stage, last);
      run.output.push(whole);
      if (run.inConversation) {
        const mode = stage.switches.choice('item_done_previous_null');
        const hidden = mode === 'always' || (mode === 'sometimes' && stage.chance() < 0.5);
        const previous = hidden ? null : stage.conversation.before(id);
        stage.conversation.replace(id, whole);
        stage.emit({ type: 'conversation.item.done', previous_item_id: previous, item: whole });
      }
      stage.emit({ type: 'response.output_item.done', response_id: run.id, output_index, item: whole });
    },
  };
};
