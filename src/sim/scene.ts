import type { Raw } from '../core/raw.ts';
import type { Hearing, Words } from './hearing.ts';
import type { Microphone } from './microphone.ts';
import type { Playback } from './playback.ts';
import type { Refusal } from './refusal.ts';
import type { Responses } from './responding.ts';
import type { Routine } from './routine.ts';
import type { Participant, Stage } from './stage.ts';

/** What client events act on. */
export type Scene = {
  readonly stage: Stage;
  readonly responses: Responses;
  readonly sound: Playback;
  readonly ears: Hearing;
  readonly microphone: Microphone;
  /** The words of the next spoken turn of a client that sends audio. */
  readonly nextWords: () => Words;
  readonly configure: (config: Raw) => void;
  /** Plays a routine that ends with the session. */
  readonly run: (routine: Routine) => void;
  /** The service ends the session. */
  readonly hangUp: () => void;
};

/** Carries out one type of client event that has the right shape, or says why not. */
export type Handler = (event: Raw, scene: Scene, from: Participant) => Refusal | undefined;
