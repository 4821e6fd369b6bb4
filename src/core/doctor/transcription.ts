import { at, isRaw, text, type Raw } from '../raw.ts';
import { cause, ok, skipped, warn, type Finding } from './finding.ts';

/** Whether what the caller says is written down; without it nobody on the sideband reads the caller. */
export const judgeTranscription = (config: Raw): Finding => {
  const set = at(config, 'audio.input.transcription');
  if (set === undefined && at(config, 'audio.input') === undefined) {
    return skipped('transcription', 'the server did not tell how input is set up');
  }
  if (!isRaw(set)) {
    return warn(
      'transcription',
      "off: the caller's words are not written down",
      [
        cause(
          'audio.input.transcription is null',
          `rt-sideband instruct CALL --set 'audio.input.transcription={"model":"gpt-4o-mini-transcribe"}'`,
          'high',
        ),
      ],
      { model: null },
    );
  }
  const model = text(set, 'model');
  const language = text(set, 'language');
  return ok(
    'transcription',
    `on, by ${model ?? 'a model that is not named'}${language === undefined ? '' : `, ${language}`}`,
    {
      model: model ?? null,
      language: language ?? null,
    },
  );
};
