import { text } from '../core/raw.ts';
import { attend, notHere } from './attend.ts';
import { turnDetection } from './audio-input.ts';
import { detectionOf } from './detector.ts';
import { refusal } from './refusal.ts';
import type { Handler } from './scene.ts';

/** input_audio_buffer.append; session.input_audio_buffer.append, which has no turns to find: it is interpreted as it comes. */
export const append: Handler = (event, scene, from) => {
  const { stage } = scene;
  const wrong = notHere(stage, from, true);
  if (wrong !== undefined) return wrong;
  const audio = text(event, 'audio') ?? '';
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(audio)) {
    return refusal('invalid_value', "Invalid 'audio'. Expected base64-encoded audio bytes.", 'audio');
  }
  // Nobody can add to the sound of a media leg.
  if (stage.leg) return undefined;
  const vad = turnDetection(stage.config());
  for (const heard of scene.microphone.append(Buffer.from(audio, 'base64'), detectionOf(vad))) {
    attend(heard, scene);
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
