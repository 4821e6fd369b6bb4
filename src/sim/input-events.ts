import { child, text } from '../core/raw.ts';
import { silenceOf } from './hearing.ts';
import { refusal, type Refusal } from './refusal.ts';
import type { Handler } from './scene.ts';
import type { Participant, Stage } from './stage.ts';

const notHere = (stage: Stage, from: Participant): Refusal | undefined =>
  from.kind === 'sideband' && stage.switches.choice('append_on_sideband') === 'error'
    ? refusal('invalid_value', 'Input audio comes from the media leg of this call.', 'type')
    : undefined;

/** input_audio_buffer.append */
export const append: Handler = (event, { stage, ears, microphone, nextWords }, from) => {
  const wrong = notHere(stage, from);
  if (wrong !== undefined) return wrong;
  const audio = text(event, 'audio') ?? '';
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(audio)) {
    return refusal('invalid_value', "Invalid 'audio'. Expected base64-encoded audio bytes.", 'audio');
  }
  const vad = child(child(child(stage.config(), 'audio'), 'input'), 'turn_detection');
  for (const heard of microphone.append(Buffer.from(audio, 'base64'), silenceOf(vad))) {
    if (vad === undefined) continue;
    if (heard.kind === 'began') ears.turn(heard.at);
    else {
      microphone.empty();
      ears.turnOver(heard.at, nextWords());
    }
  }
  return undefined;
};

/** input_audio_buffer.commit */
export const commit: Handler = (_event, { stage, ears, microphone, nextWords }, from) => {
  const wrong = notHere(stage, from);
  if (wrong !== undefined) return wrong;
  const ms = microphone.pending();
  if (ms < 100) {
    const message = `Error committing input audio buffer: buffer too small. Expected at least 100ms of audio, but buffer only has ${ms.toFixed(2)}ms of audio.`;
    return refusal('input_audio_buffer_commit_empty', message);
  }
  microphone.empty();
  ears.commit(stage.ids.item(), { words: nextWords(), speechMs: ms }, false);
  return undefined;
};

/** input_audio_buffer.clear */
export const clearInput: Handler = (_event, { stage, microphone }, from) => {
  const wrong = notHere(stage, from);
  if (wrong !== undefined) return wrong;
  microphone.empty();
  stage.emit({ type: 'input_audio_buffer.cleared' });
  return undefined;
};
