import { text } from '../core/raw.ts';
import { handle, readClientEvent } from './client-events.ts';
import { refusal, serverError } from './refusal.ts';
import type { Scene } from './scene.ts';
import type { Participant } from './stage.ts';

/** What is done with what participants send. */
export type ClientFrames = {
  /** Carries out the client event in a frame, or says why not; as the switches have it, neither. */
  take(frame: string, from: Participant): void;
  refuseBinary(from: Participant): void;
  /** True while an event is carried out that nobody is told of. */
  unheard(): boolean;
};

const notText = refusal(
  'invalid_event',
  'Expected a text WebSocket message; binary frames are not supported.',
);

const applies = (wanted: string | undefined, type: string): boolean => wanted === '*' || wanted === type;

/** The frames of a session. */
export const clientFrames = (scene: Scene): ClientFrames => {
  const { stage } = scene;
  const { switches } = stage;
  let unheard = false;
  return {
    take(frame, from) {
      const { event, wrong } = readClientEvent(frame, stage);
      const type = text(event, 'type') ?? '';
      if (applies(switches.text('swallow'), type)) return;
      unheard = applies(switches.text('unacknowledged'), type);
      const broken = applies(switches.text('refuse'), type) ? serverError : undefined;
      const refused = wrong ?? broken ?? handle(event, scene, from);
      unheard = false;
      if (refused === undefined) return;
      const echo = switches.choice('error_event_id_echo');
      const silent = echo === 'never' || (echo === 'null_on_delete' && type === 'conversation.item.delete');
      stage.refuse(refused, from, silent ? undefined : text(event, 'event_id'));
    },
    refuseBinary: (from) => stage.refuse(notText, from),
    unheard: () => unheard,
  };
};
