import { text, type Raw } from '../core/raw.ts';
import type { Cancel } from '../media/schedule.ts';
import { idleTimeout, type Hearing } from './hearing.ts';
import { place } from './items.ts';
import { speechMs } from './speech.ts';
import type { Stage } from './stage.ts';
import { wordsOf } from './conversation.ts';

/** Watches the events of a session and lets the agent speak up when the caller has been silent for too long. */
export type Idle = { see(event: Raw): void; stop(): void };

/** The idle timer of a session. `quiet` says whether nothing is being generated or played. */
export const idle = (stage: Stage, ears: Hearing, quiet: () => boolean): Idle => {
  let cancel: Cancel = () => {};

  const wake = (after: number): void => {
    const start = Math.round(stage.inputClock() - after);
    const itemId = stage.ids.item();
    const audio_end_ms = Math.round(stage.inputClock());
    stage.emit({
      type: 'input_audio_buffer.timeout_triggered',
      audio_start_ms: start,
      audio_end_ms,
      item_id: itemId,
    });
    place(stage, {
      id: stage.ids.item(),
      type: 'message',
      status: 'completed',
      role: 'system',
      content: [
        { type: 'input_text', text: 'The user has been silent. Check whether they are still there.' },
      ],
    });
    ears.commit(itemId, { words: '', speechMs: 0, transcriptAfterMs: 300 }, true);
  };
  const arm = (played: number): void => {
    cancel();
    const after = idleTimeout(stage.config());
    if (after === undefined) return;
    cancel = stage.timeline.after(after + played, () => {
      if (quiet() && !ears.speaking()) wake(after);
    });
  };

  return {
    see(event) {
      const type = text(event, 'type');
      if (type === 'input_audio_buffer.speech_started' || type === 'response.created') cancel();
      else if (type === 'output_audio_buffer.stopped') arm(0);
      else if (type === 'response.done' && quiet()) {
        const last = stage.conversation.items().at(-1);
        // On a plain socket the client plays: count from the moment it must be done.
        arm(stage.transport === 'websocket' && last !== undefined ? speechMs(wordsOf(last)) : 0);
      }
    },
    stop: () => cancel(),
  };
};
