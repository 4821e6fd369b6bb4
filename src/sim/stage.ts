import type { Raw } from '../core/raw.ts';
import type { Conversation } from './conversation.ts';
import type { Identities } from './identities.ts';
import type { Random } from './random.ts';
import type { Refusal } from './refusal.ts';
import type { Switches } from './switches.ts';
import type { Timeline } from './timeline.ts';

/** Somebody on a session: a socket, or the scripted caller (number 0). */
export type Participant = {
  readonly number: number;
  readonly kind: 'sideband' | 'model' | 'peer';
};

/** Where a session takes place: everything its parts share. */
export type Stage = {
  readonly timeline: Timeline;
  readonly ids: Identities;
  readonly chance: Random;
  readonly switches: Switches;
  readonly conversation: Conversation;
  readonly conversationId: string;
  /** `websocket` sessions have no media leg: their audio goes over the socket, and nobody knows what was played. */
  readonly transport: 'webrtc' | 'sip' | 'websocket';
  /** True when a real caller is on the media leg, and not a scripted one. */
  readonly leg: boolean;
  config(): Raw;
  /** Sends a server event to everybody, or to those who pass; `event_id` is put in after `type`. */
  emit(event: Raw, to?: (participant: Participant) => boolean): void;
  /** Sends an audio frame to those who get audio over their socket; `delta` is made only when somebody does. */
  emitAudio(event: Raw, delta: () => string): void;
  /** Says that a client event was refused. `from` is undefined when nobody's event is to blame. */
  refuse(what: Refusal, from: Participant | undefined, eventId?: string): void;
  /** Milliseconds of input audio so far. */
  inputClock(): number;
};
