import type { Handler } from './scene.ts';

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
