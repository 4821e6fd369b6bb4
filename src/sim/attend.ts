import { kindOf } from '../core/session-kind.ts';
import { turnDetection } from './audio-input.ts';
import type { Heard } from './detector.ts';
import { refusal, type Refusal } from './refusal.ts';
import type { Scene } from './scene.ts';
import type { Participant, Stage } from './stage.ts';

/** What follows from speech that begins or ends in the input audio: a turn, in a session that finds turns. */
export const attend = (heard: Heard, { stage, ears, microphone, nextWords }: Scene): void => {
  // What is interpreted has no turns to be found, but its speech has a beginning and an end.
  if (kindOf(stage.config()) !== 'translation' && turnDetection(stage.config()) === undefined) return;
  if (heard.kind === 'began') return ears.turn(heard.at);
  microphone.empty();
  ears.turnOver(heard.at, nextWords());
};

/** Why a client event about input audio is not carried out: its sound comes over the media leg. */
export const notHere = (stage: Stage, from: Participant, appends = false): Refusal | undefined =>
  (from.kind === 'sideband' || (appends && stage.leg)) &&
  stage.switches.choice('append_on_sideband') === 'error'
    ? refusal('invalid_value', 'Input audio comes from the media leg of this call.', 'type')
    : undefined;
