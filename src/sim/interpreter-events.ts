import { text } from '../core/raw.ts';
import { attend, notHere } from './attend.ts';
import { detectionOf } from './detector.ts';
import { refusal } from './refusal.ts';
import type { Handler } from './scene.ts';

/** session.input_audio_buffer.append: what is heard in it is interpreted as it comes, nothing is committed. */
export const listen: Handler = (event, scene, from) => {
  const wrong = notHere(scene.stage, from, true);
  if (wrong !== undefined) return wrong;
  const audio = text(event, 'audio') ?? '';
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(audio)) {
    return refusal('invalid_value', "Invalid 'audio'. Expected base64-encoded audio bytes.", 'audio');
  }
  if (scene.stage.leg) return undefined;
  for (const heard of scene.microphone.append(Buffer.from(audio, 'base64'), detectionOf(undefined))) {
    attend(heard, scene);
  }
  return undefined;
};

/** session.close: what was heard is interpreted to its end, then the session says that it is over, and is. */
export const closeSession: Handler = (_event, { stage, ears, microphone, nextWords, run, hangUp }) => {
  if (microphone.speaking()) {
    microphone.empty();
    ears.turnOver(microphone.clock(), nextWords());
  }
  run(
    (function* close() {
      while (ears.speaking()) yield 20;
      stage.emit({ type: 'session.closed' });
      yield 1;
      if (stage.switches.choice('translation_after_closed') === 'close') hangUp();
    })(),
  );
  return undefined;
};
