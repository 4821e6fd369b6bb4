import { text } from '../core/raw.ts';
import { refusal } from './refusal.ts';
import type { Handler } from './scene.ts';

/** How long it has to be quiet until something said is over, in milliseconds; the service does not tell. */
const pause = 500;

/** session.input_audio_buffer.append: what is heard in it is interpreted as it comes, nothing is committed. */
export const listen: Handler = (event, { stage, ears, microphone, nextWords }, from) => {
  if (from.kind === 'sideband' && stage.switches.choice('append_on_sideband') === 'error') {
    return refusal('invalid_value', 'Input audio comes from the media leg of this call.', 'type');
  }
  const audio = text(event, 'audio') ?? '';
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(audio)) {
    return refusal('invalid_value', "Invalid 'audio'. Expected base64-encoded audio bytes.", 'audio');
  }
  for (const heard of microphone.append(Buffer.from(audio, 'base64'), pause)) {
    if (heard.kind === 'began') ears.turn(heard.at);
    else {
      microphone.empty();
      ears.turnOver(heard.at, nextWords());
    }
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
